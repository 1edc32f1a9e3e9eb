// Keys. Ctrl + Enter (or Cmd + Enter) sends the form without leaving the box; on the big screen arrows and Page Down go on.
// Everything works without this file.
const form = document.querySelector("[data-log]");
const WAYS = { ArrowRight: "next", PageDown: "next", ArrowLeft: "prev", PageUp: "prev" };

form?.querySelector("textarea").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit();
  }
});

if (document.querySelector(".app-screen")) {
  document.addEventListener("keydown", (event) => {
    const way = event.altKey || event.ctrlKey || event.metaKey || event.shiftKey ? null : WAYS[event.key];
    const link = way && document.querySelector(`a[rel=${way}]`);
    if (!link) return;
    event.preventDefault();
    link.click();
  });
}

form?.addEventListener("submit", () => document.querySelector(".app-last")?.remove()); // what is kept on the device is the last now
