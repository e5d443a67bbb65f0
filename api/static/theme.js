// Light or dark: as the system has it, until the reader chooses.

const KEY = "theme";
const dark = matchMedia("(prefers-color-scheme: dark)");

function kept() {
  try { return localStorage.getItem(KEY); } catch { return null; }
}

export function startTheme(button, changed) {
  const show = (theme) => { if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme; };
  const shown = () => document.documentElement.dataset.theme ?? (dark.matches ? "dark" : "light");
  const tell = () => { button.textContent = shown() === "dark" ? "☀" : "☾"; };
  show(kept());
  tell();
  dark.addEventListener("change", tell);
  button.addEventListener("click", () => {
    const next = shown() === "dark" ? "light" : "dark";
    try { localStorage.setItem(KEY, next); } catch { /* private mode: not remembered */ }
    show(next);
    tell();
    changed();
  });
}
