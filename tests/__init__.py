"""surveys/ analysis/ (pure) · consult/ (web, store) · architecture/ (contracts) · e2e/ (browser) · resilience/."""
