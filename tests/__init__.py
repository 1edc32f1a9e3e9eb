"""surveys/ analysis/ (pure) · consult/ (web and store) · architecture/ (contracts) · e2e/ (real browser) · resilience/."""
