// Runs before anything is drawn, so that a chosen theme does not flash and private amounts are never seen.
try {
  /** @param {string} name */
  const kept = (name) => localStorage.getItem(`tickfolio.${name}`) ?? "";
  const root = document.documentElement;
  if (["light", "dark"].includes(kept("theme"))) root.dataset.theme = kept("theme");
  if (["blue-orange", "red-green"].includes(kept("pair"))) root.dataset.pair = kept("pair");
  if (kept("privacy") === "blurred") root.setAttribute("data-private", "");
} catch {
  // Storage is closed to us: the system's theme it is.
}
