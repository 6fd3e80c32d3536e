// Comfort only: every page is complete without it.
// Suggests titles while somebody types into a search field.
(function () {
  "use strict";
  if (!window.fetch || !window.URL) { return; }
  Array.prototype.forEach.call(document.querySelectorAll("form[role=search]"), function (form, number) {
    var field = form.elements.q;
    var list = document.createElement("ul");
    list.id = "suggestions" + number;
    list.className = "suggestions";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "可能要找的");
    list.hidden = true;
    form.appendChild(list);
    field.autocomplete = "off";
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", list.id);
    field.setAttribute("aria-expanded", "false");
    var chosen = -1;
    var asked = "";
    var timer;
    var show = function (isShown) {
      list.hidden = !isShown;
      field.setAttribute("aria-expanded", String(isShown));
      if (!isShown) { choose(-1); }
    };
    var choose = function (at) {
      chosen = at;
      Array.prototype.forEach.call(list.children, function (option, index) {
        option.setAttribute("aria-selected", String(index === at));
      });
      if (at < 0) { field.removeAttribute("aria-activedescendant"); } else { field.setAttribute("aria-activedescendant", list.id + "-" + at); }
    };
    var fill = function (found) {
      list.textContent = "";
      found.forEach(function (one, index) {
        var option = document.createElement("li");
        option.id = list.id + "-" + index;
        option.setAttribute("role", "option");
        option.textContent = one.title;
        var about = document.createElement("span");
        about.className = "quiet small";
        about.textContent = one.about;
        option.appendChild(about);
        option.setAttribute("data-address", new URL(one.path, form.action).href);
        // Before the field loses the cursor.
        option.addEventListener("mousedown", function (event) { event.preventDefault(); });
        option.addEventListener("click", function () { location.href = option.getAttribute("data-address"); });
        list.appendChild(option);
      });
      choose(-1);
      show(found.length > 0);
    };
    var ask = function () {
      var typed = field.value.trim();
      if (typed === asked) { return; }
      asked = typed;
      if (!typed) { fill([]); return; }
      fetch(new URL("suggest?q=" + encodeURIComponent(typed), form.action).href)
        .then(function (answer) { return answer.ok ? answer.json() : []; })
        .then(function (found) { if (typed === asked && document.activeElement === field) { fill(found); } })
        .catch(function () { fill([]); });
    };
    field.addEventListener("input", function (event) {
      if (event.isComposing) { return; }
      clearTimeout(timer);
      timer = setTimeout(ask, 150);
    });
    field.addEventListener("compositionend", function () { clearTimeout(timer); timer = setTimeout(ask, 150); });
    field.addEventListener("keydown", function (event) {
      var count = list.children.length;
      if (event.isComposing || list.hidden || !count) { return; }
      if (event.key === "ArrowDown") { choose((chosen + 1) % count); event.preventDefault(); }
      if (event.key === "ArrowUp") { choose(chosen > 0 ? chosen - 1 : count - 1); event.preventDefault(); }
      if (event.key === "Escape") { show(false); event.preventDefault(); }
      if (event.key === "Enter" && chosen >= 0) {
        location.href = list.children[chosen].getAttribute("data-address");
        event.preventDefault();
      }
    });
    field.addEventListener("blur", function () { show(false); });
    field.addEventListener("focus", function () { if (list.children.length) { show(true); } });
  });
}());
