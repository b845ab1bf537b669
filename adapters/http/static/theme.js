// Sets light or dark before the first paint; "auto" follows the system. Shared by the chat and the pages.
(() => {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const wanted = () => {
    try {
      return localStorage.getItem("signpost.theme");
    } catch {
      return null; // storage switched off: follow the system
    }
  };
  const apply = () => {
    const chosen = wanted();
    document.documentElement.dataset.theme = chosen ?? (system.matches ? "dark" : "light");
  };
  window.signpostTheme = {
    toggle() {
      const next = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
      try {
        const follows = next === (system.matches ? "dark" : "light");
        if (follows) localStorage.removeItem("signpost.theme");
        else localStorage.setItem("signpost.theme", next);
      } catch {
        // kept for this page only
      }
      document.documentElement.dataset.theme = next;
    },
  };
  system.addEventListener("change", apply);
  addEventListener("storage", apply);
  apply();
})();
