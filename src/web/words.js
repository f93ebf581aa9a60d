// Messages, numbers and amounts as the program writes them: the same files of messages, the same rules.
"use strict";

const Words = (() => {
  const MICROS_IN_CENT = 10000;

  /** The plural form that a language takes with a number as it is written. */
  function pluralForm(lang, number) {
    const isWhole = !/[.,]/.test(number);
    const digits = number.replace(/[^0-9]/g, "");
    const last = (count) => Number(digits.slice(-count) || "0");
    if (lang === "en" && isWhole && digits === "1") return "one";
    if (lang === "ru" && isWhole) {
      const [ones, tens] = [last(1), last(2)];
      if (ones === 1 && tens !== 11) return "one";
      return ones >= 2 && ones <= 4 && !(tens >= 12 && tens <= 14) ? "few" : "many";
    }
    return "other";
  }

  /** Writes a decimal number in groups of three with the decimal mark of a language. */
  function grouped(lang, decimal) {
    const sign = decimal.startsWith("-") ? "\u2212" : "";
    const [whole, fraction] = decimal.replace("-", "").split(".");
    const [group, mark, least] = lang === "ru" ? ["\u00a0", ",", 5] : [",", ".", 4];
    const grouped_ = whole.length < least ? whole : whole.replace(/\B(?=(\d{3})+$)/g, group);
    return sign + grouped_ + (fraction === undefined || fraction === "" ? "" : mark + fraction);
  }

  /** Rounds whole millionths to the cent, midpoints away from zero. */
  const cents = (micros) => Math.sign(micros) * Math.floor((Math.abs(micros) + MICROS_IN_CENT / 2) / MICROS_IN_CENT);

  /** Writes whole cents. */
  function ofCents(count) {
    const size = Math.abs(count);
    const text = `${Math.floor(size / 100)}.${String(size % 100).padStart(2, "0")}`;
    return count < 0 ? `-${text}` : text;
  }

  /** Rounds parts to cents that add up to their rounded sum; what is missing goes to those that lost most. */
  function roundedParts(parts) {
    const total = cents(parts.reduce((sum, part) => sum + part, 0));
    const down = parts.map((part) => Math.floor(part / MICROS_IN_CENT));
    let missing = total - down.reduce((sum, part) => sum + part, 0);
    const lost = parts.map((part, place) => [part - down[place] * MICROS_IN_CENT, place]);
    lost.sort((one, other) => other[0] - one[0] || one[1] - other[1]);
    for (const [, place] of lost) {
      if (missing <= 0) break;
      down[place] += 1;
      missing -= 1;
    }
    return down;
  }

  class Language {
    constructor(tag, messages) {
      this.lang = tag.slice(0, 2);
      this.messages = messages;
    }

    say(key, values = {}) {
      let wording = this.messages[key][this.lang];
      if (typeof wording !== "string") wording = wording[pluralForm(this.lang, String(values.n))] ?? wording.other;
      return wording.replace(/\{(\w+)\}/g, (place, name) => (name in values ? String(values[name]) : place));
    }

    /** Writes a number with so many decimals. */
    number(value, places) {
      const text = value.toFixed(places);
      return grouped(this.lang, /^-[0.]*$/.test(text) ? text.slice(1) : text);
    }

    /** Writes a number as drawings do, which round by themselves. */
    drawn(value, places) {
      return grouped(this.lang, corridorFixed(value, places));
    }

    written(decimal) {
      return grouped(this.lang, decimal);
    }

    /** Writes whole millionths to the cent. */
    money(micros) {
      return grouped(this.lang, ofCents(cents(micros)));
    }

    /** Writes the parts of a total so that they add up to it as it is written. */
    parts(parts) {
      return roundedParts(parts).map((part) => grouped(this.lang, ofCents(part)));
    }
  }

  return { Language };
})();

if (typeof module !== "undefined") module.exports = Words;
