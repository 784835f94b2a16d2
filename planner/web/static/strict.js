// ECharts writes style attributes, which our content security policy forbids to texts;
// set property by property they are allowed. It comes before the library.
(() => {
  "use strict"; // in here alone: the library that follows in one file is not written for it

  const set = Element.prototype.setAttribute;
  Element.prototype.setAttribute = function (name, value) {
    if (name === "style") this.style.cssText = value;
    else set.call(this, name, value);
  };
})();
