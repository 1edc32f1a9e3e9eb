// “Cite” puts the citation where the cursor is, without loading the page again. Without this file it goes to [] or the end.

const editor = document.querySelector("form[data-editor]");
const text = editor?.querySelector("textarea[name=text]");
editor?.addEventListener("click", (event) => {
  const button = event.target.closest("button[name=insert]");
  if (!button || !text) return;
  event.preventDefault();
  const { selectionStart: start, selectionEnd: end, value } = text;
  const before = start > 0 && !/\s$/.test(value.slice(0, start)) ? " " : "";
  text.setRangeText(before + button.value, start, end, "end");
  text.focus();
});
