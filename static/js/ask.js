// Asking for a consultation: what is typed survives a reload, a file that is too large is told at once, and the cap is counted.
(function () {
  "use strict";

  var SENT = "sent:";

  // What was sent is let go once another page of the way stands here: until then it may not have arrived.
  Object.keys(storage("valueOf") || {}).forEach(function (name) {
    var place = name.slice(SENT.length);
    if (name.indexOf(SENT) === 0 && place !== "typed:" + window.location.pathname) {
      storage("removeItem", name);
      storage("removeItem", place);
    }
  });

  document.querySelectorAll("form[data-keep]").forEach(function (form) {
    var place = "typed:" + window.location.pathname;
    var sent = storage("getItem", SENT + place);
    storage("removeItem", SENT + place);
    if (sent !== null && sent !== form.dataset.keep) {
      storage("removeItem", place); // the office keeps it by now, and may show it in other rows
    }
    restore();
    form.addEventListener("input", keep);
    form.addEventListener("change", keep);
    form.addEventListener("submit", function () {
      storage("setItem", SENT + place, form.dataset.keep);
    });

    function fields() {
      return Array.prototype.filter.call(form.elements, function (field) {
        return field.name && field.name !== "csrf_token" && ["file", "submit", "hidden", "fieldset"].indexOf(field.type) < 0;
      });
    }

    function keep() {
      var typed = fields().map(function (field) {
        return [field.name, field.value, field.checked === true];
      });
      storage("setItem", place, JSON.stringify(typed));
    }

    function restore() {
      var typed = JSON.parse(storage("getItem", place) || "[]");
      fields().forEach(function (field, number) {
        var kept = typed[number];
        if (!kept || kept[0] !== field.name) {
          return;
        }
        if (field.type === "radio" || field.type === "checkbox") {
          field.checked = kept[2];
        } else {
          field.value = kept[1];
        }
      });
    }
  });

  // The tab's own storage, where the browser lets it be used; else nothing is kept and nothing breaks.
  function storage(act, name, value) {
    try {
      var kept = window.sessionStorage[act](name, value);
      return act === "valueOf" ? window.sessionStorage : kept;
    } catch (blocked) {
      return null;
    }
  }

  // A file that the office cannot take is told before it travels.
  document.querySelectorAll("form[data-largest] input[type=file]").forEach(function (input) {
    input.form.addEventListener("submit", function (event) {
      if (!input.checkValidity()) {
        event.preventDefault();
        event.stopImmediatePropagation();
        input.focus();
      }
    });
    input.addEventListener("change", function () {
      var form = input.form;
      var tooLarge = Array.prototype.some.call(input.files, function (file) {
        return file.size > Number(form.dataset.largest);
      });
      var told = document.getElementById(input.id + "-too-large");
      if (told) {
        told.remove();
      }
      input.setCustomValidity(tooLarge ? form.dataset.tooLarge : "");
      if (tooLarge) {
        told = document.createElement("p");
        told.id = input.id + "-too-large";
        told.className = "field__error";
        told.setAttribute("role", "alert");
        told.textContent = form.dataset.tooLarge;
        input.before(told);
      }
    });
  });

  // E.3.c.6 as the rows change.
  var cap = document.getElementById("batas");
  if (cap) {
    cap.closest("form").addEventListener("input", count);
    count();
  }

  function count() {
    var rows = Array.prototype.filter.call(document.querySelectorAll("[data-guest]"), function (row) {
      return Array.prototype.some.call(row.querySelectorAll("input:not([type=hidden])"), function (field) {
        return field.value.trim() !== "";
      });
    });
    var led = rows.some(function (row) {
      return row.querySelector("select").value !== "other";
    });
    var most = Number(led ? cap.dataset.leader : cap.dataset.guests);
    var said = cap.dataset.words.replace("{named}", rows.length).replace("{cap}", most);
    said = rows.length > most ? said + " " + (led ? cap.dataset.overLeader : cap.dataset.over) : said;
    if (cap.textContent !== said) {
      cap.textContent = said;
    }
    cap.classList.toggle("cap--over", rows.length > most);
  }
})();
