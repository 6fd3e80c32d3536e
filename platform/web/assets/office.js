// Comfort only: every page is complete without it.
// Keeps what is typed in a form with data-keep on this machine until it is sent.
(function () {
  "use strict";
  var form = document.querySelector("form[data-keep]");
  if (!form || !window.localStorage) { return; }
  var key = "gongkai " + form.getAttribute("data-keep");
  var line = document.querySelector("[data-kept]");
  var read = function () {
    var values = {};
    Array.prototype.forEach.call(form.elements, function (field) {
      if (field.name && (field.tagName === "TEXTAREA" || field.type === "text")) { values[field.name] = field.value; }
    });
    return JSON.stringify(values);
  };
  var shown = read();
  var kept = localStorage.getItem(key);
  if (kept && kept !== shown && line) {
    var button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = "取回上次没有保存的内容";
    button.addEventListener("click", function () {
      var values = JSON.parse(kept);
      Object.keys(values).forEach(function (name) {
        var field = form.elements[name];
        if (field) {
          field.value = values[name];
          field.dispatchEvent(new CustomEvent("gongkai:restored"));
        }
      });
      button.remove();
    });
    line.textContent = "";
    line.appendChild(button);
  }
  var timer;
  form.addEventListener("input", function () {
    clearTimeout(timer);
    timer = setTimeout(function () {
      localStorage.setItem(key, read());
      if (line && !form.classList.contains("ready")) { line.textContent = "写的内容已留在这台电脑上，还没有保存到系统"; }
    }, 800);
  });
  var forget = function () {
    clearTimeout(timer);
    localStorage.removeItem(key);
  };
  form.addEventListener("submit", forget);
  form.addEventListener("gongkai:saved", forget);
}());
// A file that is dropped anywhere on the desk begins a draft.
(function () {
  "use strict";
  var form = document.querySelector("form[data-dropped]");
  if (!form || !window.DataTransfer) { return; }
  var field = form.elements.file;
  form.hidden = false;
  var over = function (event) {
    if (Array.prototype.indexOf.call(event.dataTransfer.types, "Files") < 0) { return false; }
    event.preventDefault();
    return true;
  };
  var mark = function (isOver) { document.body.classList.toggle("over", isOver); };
  document.addEventListener("dragover", function (event) { mark(over(event)); });
  document.addEventListener("dragleave", function (event) { if (!event.relatedTarget) { mark(false); } });
  document.addEventListener("drop", function (event) {
    mark(false);
    if (!over(event) || !event.dataTransfer.files.length) { return; }
    field.files = event.dataTransfer.files;
    form.submit();
  });
}());

// Remarks: what is selected in the text goes into the form as the passage that is meant.
(function () {
  "use strict";
  var text = document.querySelector("[data-pointed]");
  var offer = document.querySelector("[data-pointing]");
  var form = document.getElementById("new-remark");
  if (!text || !offer || !form || !window.getSelection) { return; }
  var passage = "";
  document.addEventListener("selectionchange", function () {
    var selection = window.getSelection();
    var inside = selection.rangeCount && !selection.isCollapsed && text.contains(selection.getRangeAt(0).commonAncestorContainer);
    // The offer stays while its button is pressed with the keyboard or the finger.
    if (!inside && offer.contains(document.activeElement)) { return; }
    passage = inside ? selection.toString().trim() : "";
    offer.hidden = !passage;
  });
  offer.addEventListener("mousedown", function (event) { event.preventDefault(); });
  offer.querySelector("button").addEventListener("click", function () {
    form.open = true;
    form.querySelector("[name=quote]").value = passage;
    offer.hidden = true;
    form.querySelector("[name=remark]").focus();
  });
}());

// What was done is in the page already; a live region speaks of what changes in it.
(function () {
  "use strict";
  var done = document.querySelector(".note.done[role=status]");
  if (!done) { return; }
  var words = done.textContent;
  done.textContent = "";
  setTimeout(function () { done.textContent = words; }, 150);
}());

// Single keys: the next and the last row, search, a new draft, all keys. One switch turns them off.
(function () {
  "use strict";
  var line = document.querySelector("[data-keys]");
  var help = document.querySelector("[data-all-keys]");
  if (!line || !help || !help.showModal || !window.localStorage) { return; }
  var off = "gongkai keys off";
  var toggle = help.querySelector("[data-switch]");
  var find = document.getElementById("find");
  var fresh = document.querySelector("main a[href$='office/drafts/new']");
  var opened = null;
  var rows = function () {
    return Array.prototype.filter.call(document.querySelectorAll("main [data-row] a, main .tasks .name, main .next .button, main .rows .title a, main .table .what a"), function (one) { return one.offsetParent; });
  };
  var show = function () {
    var isOff = localStorage.getItem(off);
    toggle.textContent = isOff ? "打开单键" : "关掉单键";
    line.classList.toggle("off", Boolean(isOff));
  };
  var step = function (by) {
    var all = rows();
    var at = all.indexOf(document.activeElement);
    var to = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by];
    if (to) { to.focus(); to.scrollIntoView({ block: "nearest" }); }
  };
  var open = function () {
    opened = document.activeElement;
    help.showModal();
  };
  var act = {
    "j": function () { step(1); },
    "k": function () { step(-1); },
    "/": function () { if (find) { find.focus(); find.select(); } },
    "n": function () { if (fresh) { fresh.click(); } },
    "?": open
  };
  document.addEventListener("keydown", function (event) {
    var on = event.target;
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.altKey || event.metaKey || help.open ||
        on.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(on.tagName) || localStorage.getItem(off)) { return; }
    var key = act[event.key.toLowerCase()];
    if (key) { event.preventDefault(); key(); }
  });
  line.querySelector("button").addEventListener("click", open);
  toggle.addEventListener("click", function () {
    if (localStorage.getItem(off)) { localStorage.removeItem(off); } else { localStorage.setItem(off, "1"); }
    show();
  });
  help.querySelector("[data-close]").addEventListener("click", function () { help.close(); });
  help.addEventListener("close", function () { if (opened) { opened.focus(); } });
  Array.prototype.forEach.call(line.querySelectorAll("[data-needs]"), function (one) {
    one.hidden = one.getAttribute("data-needs") === "rows" ? !rows().length : !fresh;
  });
  line.hidden = false;
  show();
}());
