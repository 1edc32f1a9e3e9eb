// While a large file is being imported the page looks again by itself. Without this file there is a link for it.
const EVERY_MS = 3000;

if (document.querySelector("[data-working]")) setTimeout(() => location.reload(), EVERY_MS);
