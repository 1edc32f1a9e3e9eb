// The page with the words: prints itself, and the line to copy is chosen whole. Without this file the browser does both.
const print_button = document.querySelector(".app-print");
const line = document.querySelector("#to-copy");
if (print_button) {
  print_button.hidden = false;
  print_button.addEventListener("click", () => window.print());
}
line?.addEventListener("focus", () => line.select());
