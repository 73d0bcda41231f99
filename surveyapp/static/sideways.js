// Says of a table that it goes on to the right, where it does.
"use strict";
(function () {
  const look = () => {
    for (const box of document.querySelectorAll(".table-responsive")) {
      const line = box.previousElementSibling;
      if (line && line.matches(".sideways")) line.hidden = box.scrollWidth <= box.clientWidth;
    }
  };
  addEventListener("resize", look);
  look();
})();
