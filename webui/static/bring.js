// Says what is being done while a study is sent; the form works the same without it.
for (const form of document.querySelectorAll("form[data-progress]")) {
  const says = form.querySelector("[role=status]");
  let busy = false;
  let later;
  form.addEventListener("submit", (event) => {
    if (busy) {
      event.preventDefault();
      return;
    }
    busy = true;
    says.textContent = form.dataset.progress;
    later = setTimeout(() => { says.textContent = form.dataset.patience; }, 2000);
  });
  // Back from what came next: the page may be the one that was left.
  addEventListener("pageshow", () => {
    busy = false;
    clearTimeout(later);
    says.textContent = "";
  });
}
