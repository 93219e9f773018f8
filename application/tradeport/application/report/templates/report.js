"use strict";
(() => {
  const figures = JSON.parse(document.getElementById("figures").textContent);
  const chosen = {};
  const config = {
    responsive: true,
    displaylogo: false,
    displayModeBar: innerWidth < 700 ? false : "hover", // it would lie over the legend
    // a list of what is wanted, not of what is not: Plotly has buttons that send a chart to its servers
    modeBarButtons: [["toImage", "zoom2d", "pan2d", "resetScale2d"]],
    showSendToCloud: false,
    plotlyServerURL: "",
  };

  // Figures name colours as var(--name); what a name means depends on the reader's colour scheme.
  function resolved(value, style) {
    if (typeof value === "string") {
      const name = /^var\((--[\w-]+)\)$/.exec(value);
      return name ? style.getPropertyValue(name[1]).trim() : value;
    }
    if (Array.isArray(value)) {
      return value.length && typeof value[0] === "object" ? value.map((one) => resolved(one, style)) : value;
    }
    if (value && typeof value === "object") {
      return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, resolved(one, style)]));
    }
    return value;
  }

  function draw(element) {
    const group = element.dataset.figures;
    const figure = figures[group][chosen[group] || 0];
    if (!figure) return;
    try {
      const { data, layout } = resolved(figure, getComputedStyle(document.documentElement));
      element.querySelectorAll("noscript").forEach((one) => one.remove());
      Plotly.react(element, data, layout, config);
    } catch (error) {
      element.textContent = "This chart could not be drawn: " + error;
    }
  }

  const drawAll = () => document.querySelectorAll("[data-figures]").forEach(draw);

  document.querySelectorAll("[data-select]").forEach((select) => {
    const group = select.dataset.select;
    const choose = () => {
      chosen[group] = Number(select.value);
      document.querySelectorAll(`[data-figures="${group}"]`).forEach(draw);
      document.querySelectorAll(`[data-note="${group}"]`).forEach((note) => {
        note.hidden = note.dataset.index !== select.value;
      });
    };
    select.addEventListener("change", choose);
    choose(); // a browser may restore an earlier choice on reload
  });

  document.querySelectorAll("[data-copy]").forEach((button) => {
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(button.dataset.copy);
        button.textContent = "copied";
      } catch {
        getSelection().selectAllChildren(button.previousElementSibling);
        button.textContent = "selected";
      }
      setTimeout(() => { button.textContent = "copy"; }, 1500);
    });
  });

  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
  addEventListener("beforeprint", drawAll);
  addEventListener("afterprint", drawAll);
  drawAll();
})();
