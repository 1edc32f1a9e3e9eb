// Ctrl + Enter (or Cmd + Enter) adds the point without leaving the box. Everything works without this file.
const form = document.querySelector("[data-log]");

form?.querySelector("textarea").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit();
  }
});
