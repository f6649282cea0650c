// Finding a party without typing: a scanner that types its code wherever the focus is, and the camera of browsers that
// read codes themselves. The field and its button do the same.
(function () {
  "use strict";

  var QUICK = 60; // milliseconds a sign, on average: no hand types so, a scanner always does
  var PAUSE = 500; // milliseconds after which something else begins
  var SHORTEST = 8;
  var A_PASS = /TEMU:\S+$/i;
  var form = document.querySelector("form[data-scan]");
  if (!form) {
    return;
  }
  var typed = "";
  var first = 0;
  var last = 0;

  document.addEventListener("keydown", function (event) {
    var field = event.target;
    var scanned = event.key === "Enter" && field.form && field.form !== form && A_PASS.exec(field.value);
    if (scanned) {
      // A pass that a scanner typed into another form is looked for, and neither a reason nor a number there.
      event.preventDefault();
      field.value = field.value.slice(0, scanned.index);
      send(scanned[0]);
      return;
    }
    if (event.altKey || event.ctrlKey || event.metaKey || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName) && event.target.type !== "checkbox") {
      return;
    }
    if (event.timeStamp - last > PAUSE) {
      typed = "";
      first = event.timeStamp;
    }
    last = event.timeStamp;
    if (event.key === "Enter" && typed.length >= SHORTEST && last - first <= QUICK * typed.length) {
      event.preventDefault();
      send(typed);
    } else if (event.key.length === 1) {
      typed += event.key;
    }
  });

  function send(code) {
    form.elements.said.value = code;
    form.requestSubmit();
  }

  var button = form.querySelector("[data-camera]");
  var view = form.querySelector("[data-camera-view]");
  var said = form.querySelector("[data-camera-said]");
  var words = button.querySelector("span");
  var opens = words.textContent;
  var stream = null;
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices) {
    return;
  }
  window.BarcodeDetector.getSupportedFormats().then(function (formats) {
    button.hidden = formats.indexOf("qr_code") < 0;
  });

  button.addEventListener("click", function () {
    if (stream) {
      close();
      return;
    }
    navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } }).then(open, function () {
      said.textContent = said.dataset.none;
    });
  });

  function open(found) {
    stream = found;
    view.srcObject = stream;
    view.hidden = false;
    words.textContent = button.dataset.words;
    said.textContent = said.dataset.open;
    view.play();
    look(new window.BarcodeDetector({ formats: ["qr_code"] }));
  }

  function close() {
    stream.getTracks().forEach(function (track) {
      track.stop();
    });
    stream = null;
    view.hidden = true;
    words.textContent = opens;
    said.textContent = "";
  }

  // A picture that is not there yet is looked at again.
  function look(detector) {
    if (!stream) {
      return;
    }
    detector.detect(view).then(
      function (codes) {
        if (stream && codes.length) {
          close();
          send(codes[0].rawValue);
        } else {
          again(detector);
        }
      },
      function () {
        again(detector);
      }
    );
  }

  function again(detector) {
    window.setTimeout(look, 150, detector);
  }
})();
