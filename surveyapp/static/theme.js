// Bootstrap wants its colour scheme named; this names the device's.
"use strict";
(function () {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const name = () => { document.documentElement.dataset.bsTheme = dark.matches ? "dark" : "light"; };
  dark.addEventListener("change", name);
  name();
})();
