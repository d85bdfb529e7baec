"""Opens pages of `tessera report` in headless Chromium and tells what is wrong with how they look: a JSON list of
what it saw of each on standard output. Arguments: HTML files; those after --quick are looked at in one width."""

import base64
import json
import os
import re
import shutil
import sys

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

WIDTHS = [360, 768, 1280]
# Paper: A4 less margins of 15 mm, at 96 pixels an inch.
PAPER = 680

# Runs in the page; returns sentences.
CHECKS = r"""
const wrong = [], paper = arguments[0];
const name = e => e.tagName.toLowerCase() + (e.className.baseVal ?? e.className ? "." + (e.className.baseVal ?? e.className) : "")
  + " “" + e.textContent.trim().slice(0, 30) + "”";
const width = document.documentElement.clientWidth;
const shown = e => e.getClientRects().length > 0;
const box = e => e.getBoundingClientRect();

if (document.documentElement.scrollWidth > width) wrong.push("the page is wider than the window");
for (const e of document.querySelectorAll("body *")) {
  if (!shown(e) || e.closest("svg") || e.closest(".clip")) continue;
  if (e.matches(".scroll") && !paper) continue;
  if (e.clientWidth > 0 && e.scrollWidth > e.clientWidth + 1) wrong.push("is cut off: " + name(e));
  if (!e.closest(".scroll") && (box(e).left < -0.5 || box(e).right > width + 0.5)) wrong.push("leaves the page: " + name(e));
}

const charts = [...document.querySelectorAll("svg.chart")].filter(shown);
for (const svg of charts) {
  const outer = box(svg);
  if (outer.width < 150 || outer.height < 30) wrong.push("is tiny: " + name(svg));
  if (!svg.querySelector("path, rect, circle, line")) wrong.push("is empty: " + name(svg));
  const texts = [...svg.querySelectorAll("text")].map(e => [e, box(e)]);
  for (const [e, b] of texts) {
    if (b.width === 0 && e.textContent.trim()) wrong.push("is not drawn: " + name(e));
    if (b.left < outer.left - 2 || b.right > outer.right + 2 || b.top < outer.top - 2 || b.bottom > outer.bottom + 2)
      wrong.push("leaves its chart: " + name(e) + " in " + svg.getAttribute("aria-label").slice(0, 40));
  }
  texts.forEach(([e, a], i) => texts.slice(i + 1).forEach(([f, b]) => {
    // Boxes have room above and below the letters.
    if (a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 3 && b.top < a.bottom - 3)
      wrong.push("overlap: " + name(e) + " and " + name(f));
  }));
}

// Contrast, as WCAG 2.1 defines it.
const parse = text => { const n = text.match(/[\d.]+/g).map(Number); return n.length > 3 ? n : [...n, 1]; };
const over = (top, below) => top.slice(0, 3).map((v, i) => v * top[3] + below[i] * (1 - top[3]));
const ground = e => {
  const layers = [];
  for (; e; e = e.parentElement) layers.push(parse(getComputedStyle(e).backgroundColor));
  return layers.reverse().reduce((below, layer) => over(layer, below), [255, 255, 255]);
};
const light = rgb => {
  const [r, g, b] = rgb.map(v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const contrast = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); };
for (const e of document.querySelectorAll("body *")) {
  if (!shown(e) || ![...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())) continue;
  if (e.matches("title, desc")) continue;
  const style = getComputedStyle(e);
  const isInChart = e.tagName === "text";
  const color = parse(isInChart ? style.fill : style.color).slice(0, 3);
  let behind = ground(e);
  // In front of bars and plates, which stand before them.
  if (e.matches(".on-ink, .on-plate")) {
    const front = getComputedStyle(e.previousElementSibling);
    behind = over([...parse(front.fill).slice(0, 3), Number(front.fillOpacity)], behind);
  }
  const value = contrast(color, behind);
  if (value < 4.5) wrong.push(`has a contrast of ${value.toFixed(2)}: ` + name(e));
}
return [wrong, charts.length];
"""

# What whoever does not see the page, or has no mouse, needs.
STRUCTURE = r"""
const wrong = [];
for (const e of document.querySelectorAll("img")) if (!e.alt) wrong.push("an image without alt");
for (const e of document.querySelectorAll("img")) if (!e.complete || !e.naturalWidth) wrong.push("an image that is broken");
for (const e of document.querySelectorAll("svg.chart"))
  if (e.getAttribute("role") !== "img" || !e.getAttribute("aria-label")) wrong.push("a chart without words");
for (const e of document.querySelectorAll("table")) if (!e.caption?.textContent) wrong.push("a table without caption");
for (const e of document.querySelectorAll("th")) if (!e.scope) wrong.push("a header without scope: " + e.textContent);
for (const e of document.querySelectorAll(".scroll"))
  if (e.tabIndex !== 0 || !e.getAttribute("aria-label")) wrong.push("a box that the keyboard does not reach");
const levels = [...document.querySelectorAll("h1, h2, h3, h4")].map(e => Number(e.tagName[1]));
if (levels[0] !== 1 || levels.filter(l => l === 1).length !== 1) wrong.push("not one title");
levels.forEach((l, i) => { if (i && l > levels[i - 1] + 1) wrong.push("a heading of level " + l + " after " + levels[i - 1]); });
const ids = [...document.querySelectorAll("[id]")].map(e => e.id);
if (new Set(ids).size !== ids.length) wrong.push("an id twice");
for (const e of document.querySelectorAll("a[href^='#']"))
  if (!document.getElementById(e.getAttribute("href").slice(1))) wrong.push("a link to nowhere: " + e.textContent);
if (document.scripts.length || window.hacked) wrong.push("a script");
return wrong;
"""


def browser():
    options = Options()
    options.binary_location = shutil.which("chromium") or ""
    # Chromium refuses its sandbox to root, as whom containers run tests.
    flags = ["--headless=new", "--disable-gpu", "--hide-scrollbars", "--disable-dev-shm-usage"]
    for flag in flags + (["--no-sandbox"] if os.geteuid() == 0 else []):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    return webdriver.Chrome(service=Service(shutil.which("chromedriver")), options=options)


def show(driver, width, scheme="light", media=""):
    driver.execute_cdp_cmd(
        "Emulation.setEmulatedMedia",
        {"media": media, "features": [{"name": "prefers-color-scheme", "value": scheme}]})
    driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False})


def look(driver, file, widths):
    wrong = []
    driver.get_log("performance")
    driver.get("file://" + os.path.abspath(file))
    wrong += driver.execute_script(STRUCTURE)
    for width in widths:
        for scheme in ["light", "dark"]:
            show(driver, width, scheme)
            found, charts = driver.execute_script(CHECKS, False)
            wrong += [f"{width} {scheme}: {sentence}" for sentence in found]
    show(driver, PAPER, "dark", "print")
    found, _ = driver.execute_script(CHECKS, True)
    wrong += [f"print: {sentence}" for sentence in found]
    ground = driver.execute_script("return getComputedStyle(document.body).backgroundColor")
    if ground != "rgb(255, 255, 255)":
        wrong.append(f"print: the paper is {ground}")
    show(driver, 1280)
    pdf = base64.b64decode(driver.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})["data"])
    pages = len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))
    for entry in driver.get_log("browser"):
        wrong.append("console: " + entry["message"])
    for entry in driver.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            url = message["params"]["request"]["url"]
            if not url.startswith("data:") and not url.endswith(os.path.basename(file)):
                wrong.append("asks for " + url)
    return {"wrong": wrong, "charts": charts, "pages": pages, "text": driver.execute_script("return document.body.innerText")}


def main():
    files, _, quick = (" ".join(sys.argv[1:])).partition(" --quick ")
    driver = browser()
    try:
        looks = [look(driver, file, WIDTHS) for file in files.split()]
        print(json.dumps(looks + [look(driver, file, WIDTHS[:1]) for file in quick.split()]))
    finally:
        driver.quit()


main()
