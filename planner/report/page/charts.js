// Draws the charts of a report from the JSON element #data, and lets a reader choose one
// policy at a time. Colours that depend on light or dark are CSS variables, so that paper
// is always light. Names come from a workbook: they reach the page as text, never as HTML.
"use strict";

(() => {
  const INK = "var(--ink)";
  const DIM = "var(--dim)";
  const RULE = "var(--rule)";
  const FAINT = "var(--faint)";
  const PAPER = "var(--paper)";
  const ON_PAPER = 860; // pixels drawn across A4, so that 12 px print as 7 pt
  const LINES = ["solid", "dashed", "dotted", [10, 4, 2, 4], [2, 2], [14, 4], [6, 2]];
  const SYMBOLS = ["circle", "rect", "triangle", "diamond", "roundRect", "pin", "arrow"];
  const BINS = [
    { lte: 0 },
    { gt: 0, lte: 0.01 },
    { gt: 0.01, lte: 0.05 },
    { gt: 0.05, lte: 0.2 },
    { gt: 0.2 },
  ];
  // What the charts say; a page in another language has its own in its data.
  const SAID = {
    scales: [
      [1e9, 1e9, "billion {unit}"],
      [1e6, 1e6, "million {unit}"],
      [1e4, 1e3, "thousand {unit}"],
    ], // from this size on, by how much, called what
    bins: ["nothing", "up to 1%", "1–5%", "5–20%", "more than 20%"],
    unserved: "{share} of demand unserved",
    more: "more than the cheapest plan",
  };

  // A pattern for each colour, so that a country keeps it in every chart.
  const PATTERNS = {
    "#0072B2": { dashArrayX: [1, 0], dashArrayY: [2, 6], rotation: Math.PI / 6 },
    "#D55E00": { symbol: "circle", dashArrayX: [[8, 8], [0, 8, 8, 0]], dashArrayY: [6, 0] },
    "#009E73": { dashArrayX: [1, 0], dashArrayY: [4, 4], rotation: -Math.PI / 4 },
    "#E69F00": { dashArrayX: [[6, 6], [0, 6, 6, 0]], dashArrayY: [6, 0] },
    "#56B4E9": { dashArrayX: [1, 0], dashArrayY: [1, 7], rotation: Math.PI / 2 },
    "#CC79A7": { symbol: "triangle", dashArrayX: [[9, 9], [0, 9, 9, 0]], dashArrayY: [7, 2] },
    "#F0E442": { dashArrayX: [1, 0], dashArrayY: [3, 5], rotation: 0 },
    "#999999": { symbol: "none" },
  };
  const patternOf = (colour) => ({
    symbol: "rect",
    symbolSize: 1,
    rotation: 0,
    color: "rgba(0,0,0,0.28)",
    ...PATTERNS[colour],
  });

  const plain = new Intl.NumberFormat("en", { maximumSignificantDigits: 4 });
  const exact = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });

  function scaleOf(values, unit) {
    if (unit === "%") return { by: 0.01, name: "%" };
    const most = Math.max(0, ...values.map(Math.abs));
    for (const [from, by, word] of SAID.scales)
      if (most >= from) return { by, name: word.replace("{unit}", unit) };
    return { by: 1, name: unit };
  }

  function said(value, unit) {
    if (value === null || value === undefined) return "–";
    if (unit === "%") {
      const part = 100 * value;
      return part > 0 && part < 0.05 ? "<0.1%" : `${part.toFixed(1)}%`;
    }
    return `${(Math.abs(value) >= 100 ? exact : plain).format(value)} ${unit}`;
  }

  // A tooltip as elements: textContent cannot become HTML.
  function tip(title, lines) {
    const box = document.createElement("div");
    box.className = "tip";
    const head = document.createElement("b");
    head.textContent = title;
    box.append(head);
    for (const line of lines) {
      const row = document.createElement("span");
      row.textContent = line;
      box.append(row);
    }
    return box;
  }

  // The page's own font by name: text is measured on a canvas, which knows no "inherit".
  const FONT = getComputedStyle(document.body).fontFamily;

  const text = (more) => ({ color: INK, fontSize: 12, fontFamily: FONT, ...more });

  // An axis of shares that comes near the whole ends there.
  const wholeOf = (unit) => (range) => (unit === "%" && range.max > 0.9 ? 1 : null);

  // A label at an end of its axis begins, or ends, there.
  function sideOf(at, data) {
    const xs = data.points.map((point) => point.x);
    const ends = [Math.min(...xs), Math.max(...xs)];
    const [first, last] = data.x.inverse ? ends.reverse() : ends;
    if (Math.abs(at - first) < Math.abs(last - first) / 8) return "left";
    return Math.abs(at - last) < Math.abs(last - first) / 8 ? "right" : "center";
  }

  function valueAxis(name, scale, more) {
    return {
      type: "value",
      name,
      nameLocation: "middle",
      nameTextStyle: text({ color: DIM }),
      axisLabel: text({
        color: DIM,
        formatter: (value) => plain.format(value / scale.by),
        hideOverlap: true,
      }),
      axisLine: { show: false },
      axisTick: { show: false },
      splitLine: { lineStyle: { color: FAINT } },
      ...more,
    };
  }

  function nameAxis(names, more, label) {
    return {
      type: "category",
      data: names,
      axisLine: { lineStyle: { color: RULE } },
      axisTick: { show: false },
      axisLabel: text({ overflow: "truncate", ellipsis: "…", ...label }),
      ...more,
    };
  }

  function base(told) {
    return {
      animation: false,
      textStyle: { fontFamily: FONT, color: INK },
      aria: {
        enabled: true,
        label: { description: told },
        decal: { show: true },
      },
      tooltip: {
        confine: true,
        backgroundColor: PAPER,
        borderColor: RULE,
        textStyle: { color: INK },
        extraCssText: "box-shadow:none",
      },
    };
  }

  const legend = (more) => ({
    type: "plain",
    left: 0,
    top: 0,
    itemWidth: 18,
    itemHeight: 12,
    itemGap: 16,
    inactiveColor: RULE,
    textStyle: text({ width: 200, overflow: "truncate" }),
    selectedMode: false,
    ...more,
  });

  const nameRoom = (width) => Math.round(Math.min(230, width * 0.34));

  // Moves names up or down, by as little as keeps them off each other.
  function apart() {
    const placed = new Map();
    const touch = (one, other) =>
      one.x < other.x + other.width &&
      other.x < one.x + one.width &&
      Math.abs(one.y - other.y) < one.height;
    return ({ dataIndex, labelRect: { x, y, width, height } }) => {
      const others = [...placed].filter(([place]) => place !== dataIndex);
      const steps = [0, -1, -2, -3, -4, -5, -6, 1, 2, 3];
      const moved = steps.map((step) => ({ x, y: y + 7 * step, width, height }));
      const free = moved.find((rect) => !others.some(([, other]) => touch(rect, other)));
      const rect = free || moved[0];
      placed.set(dataIndex, rect);
      return { dy: rect.y - y };
    };
  }

  const builders = {
    // Cost against risk: the frontier is filled and named, what is dominated is hollow.
    scatter(data, width) {
      const xs = data.points.map((point) => point.x);
      const ys = data.points.map((point) => point.y);
      const across = scaleOf(xs, data.x.unit);
      const up = scaleOf(ys, data.y.unit);
      const span = Math.max(...xs) - Math.min(...xs);
      // Room for the name left of the cheapest point, and right of the dearest.
      const inside = width - 80;
      const LEFT = inside > 400 ? 120 / (inside - 275) : 1;
      const ROOM = inside > 400 ? 155 / (inside - 275) : 0.7;
      return {
        grid: { left: 62, right: 18, top: 18, bottom: 52 },
        xAxis: valueAxis(`${data.x.name}, ${across.name}`, across, {
          nameGap: 30,
          scale: true,
          min: (range) => range.min - LEFT * (span || Math.abs(range.min) || 1),
          max: (range) => range.max + ROOM * (span || Math.abs(range.max) || 1),
          axisLine: { show: true, lineStyle: { color: RULE } },
          splitNumber: Math.max(2, Math.round(width / 130)),
          axisLabel: text({
            color: DIM,
            showMinLabel: false,
            showMaxLabel: false,
            hideOverlap: true,
            // Nothing costs less than the cheapest: the room left of it has no numbers.
            formatter: (value) => (value < 0 ? "" : plain.format(value / across.by)),
          }),
        }),
        yAxis: valueAxis(`${data.y.name}, ${up.name}`, up, {
          nameGap: 44,
          scale: data.y.scale,
          splitNumber: 4,
        }),
        series: [
          {
            type: "line",
            name: "frontier",
            data: data.line,
            symbol: "none",
            silent: true,
            tooltip: { show: false },
            lineStyle: { color: DIM, width: 1.5, type: "dashed" },
          },
          {
            type: "scatter",
            name: "policies",
            z: 3,
            data: data.points.map((point) => ({
              name: point.name,
              value: [point.x, point.y],
              symbol: point.base ? "diamond" : SYMBOLS[point.symbol % 3],
              symbolSize: point.base ? 16 : 13,
              itemStyle: {
                color: point.front ? point.colour : PAPER,
                borderColor: INK,
                borderWidth: 1.5,
                decal: "none",
              },
              label: {
                show: Boolean(point.label),
                formatter: () => point.label,
                ...(point.base ? { position: "left" } : {}),
              },
            })),
            label: {
              show: true,
              position: [18, -5],
              ...text({ width: Math.min(170, width * 0.3), overflow: "truncate" }),
            },
            labelLayout: apart(),
            emphasis: { scale: 1.2 },
          },
        ],
        tooltip: {
          trigger: "item",
          formatter: (at) =>
            tip(at.name, [
              `${data.x.name}: ${said(at.value[0], data.x.unit)}`,
              `${data.y.name}: ${said(at.value[1], data.y.unit)}`,
            ]),
        },
      };
    },

    // Shares that add up to 100%, a bar for each policy or period.
    shares(data, width) {
      const down = data.across;
      const names = nameAxis(
        data.names,
        down ? { inverse: true } : {},
        down ? { width: nameRoom(width) } : { hideOverlap: true },
      );
      const parts = valueAxis("", { by: 0.01 }, { min: 0, max: 1, nameGap: 0 });
      parts.axisLabel.formatter = (value) => `${Math.round(100 * value)}%`;
      const perLine = Math.max(1, Math.floor(width / 130));
      const top = 14 + 22 * Math.ceil(data.series.length / perLine);
      const room = down ? width - nameRoom(width) - 40 : (width - 60) / data.names.length;
      return {
        legend: legend({ data: data.series.map((each) => each.name) }),
        grid: {
          left: down ? nameRoom(width) + 12 : 46,
          right: 18,
          top,
          bottom: 28,
        },
        xAxis: down ? parts : names,
        yAxis: down ? names : parts,
        series: data.series.map((each) => ({
          type: "bar",
          name: each.name,
          stack: "all",
          barMaxWidth: down ? 24 : 46,
          barCategoryGap: down ? "28%" : "18%",
          itemStyle: {
            color: each.colour,
            borderColor: PAPER,
            borderWidth: 1,
            decal: patternOf(each.colour),
          },
          data: each.values.map((value) => ({
            value,
            label: { show: down ? value * room > 36 : room > 36 && value > 0.07 },
          })),
          label: {
            formatter: (at) => `${Math.round(100 * at.value)}%`,
            color: "#000",
            backgroundColor: "rgba(255,255,255,0.82)",
            borderRadius: 2,
            padding: [1, 3],
            fontSize: 11,
          },
        })),
        tooltip: {
          trigger: "axis",
          axisPointer: { type: "shadow" },
          formatter: (all) =>
            tip(
              all[0].name,
              all
                .filter((at) => at.value)
                .map((at) => `${at.seriesName}: ${said(at.value, "%")}`),
            ),
        },
      };
    },

    // A cell for each row and column, darker for worse: a share of demand that goes short,
    // or the place of a class where the report names classes.
    heat(data, width) {
      const bins = data.classes
        ? data.classes.map((label, value) => ({ value, label }))
        : BINS.map((bin, place) => ({ ...bin, label: SAID.bins[place] }));
      const written = (at) =>
        data.labels ? data.labels[at.value[1]][at.value[0]] : said(at.value[2], "%");
      const room = Math.round(Math.min(250, width * 0.34));
      const each = (width - room - 24) / data.columns.length;
      const flat = each > 62;
      const roomy = each > 38; // for a number in every cell
      return {
        aria: { decal: { show: false } }, // darker is more, on paper too
        visualMap: {
          type: "piecewise",
          pieces: bins.map((bin, place) => ({ ...bin, color: `var(--s${place})` })),
          orient: "horizontal",
          left: 0,
          top: 0,
          itemWidth: 16,
          itemHeight: 12,
          itemGap: 12,
          textStyle: text(),
          hoverLink: false,
          selectedMode: false,
          dimension: 2,
        },
        grid: { left: room + 12, right: 12, top: flat ? 76 : 150, bottom: 8 },
        xAxis: nameAxis(
          data.columns,
          { position: "top", axisLine: { show: false } },
          flat
            ? { interval: 0, width: each - 8, overflow: "break" }
            : { interval: 0, rotate: -50, width: 130 },
        ),
        yAxis: nameAxis(
          data.rows,
          { inverse: true, axisLine: { show: false } },
          { interval: 0, width: room },
        ),
        series: [
          {
            type: "heatmap",
            data: data.cells.flatMap((row, y) => row.map((value, x) => [x, y, value])),
            itemStyle: { borderColor: PAPER, borderWidth: 2, decal: "none" },
            label: {
              show: roomy,
              fontSize: 11,
              formatter: (at) => (data.classes || at.value[2] ? written(at) : "0"),
              color: "#000",
              backgroundColor: "rgba(255,255,255,0.82)",
              borderRadius: 2,
              padding: [1, 3],
            },
          },
        ],
        tooltip: {
          formatter: (at) =>
            tip(data.rows[at.value[1]], [
              `${data.columns[at.value[0]]}: ${data.classes ? written(at) : SAID.unserved.replace("{share}", written(at))}`,
            ]),
        },
      };
    },

    // Several things over the periods, each with its name at its end.
    lines(data, width) {
      const all = data.series.flatMap((each) => each.values);
      const up = scaleOf(all, data.unit);
      const room = Math.round(Math.min(170, width * 0.26));
      return {
        grid: { left: 66, right: room, top: 34, bottom: 40 },
        xAxis: nameAxis(
          data.names,
          { boundaryGap: false },
          { hideOverlap: true, margin: 18, alignMinLabel: "left", alignMaxLabel: "right" },
        ),
        yAxis: valueAxis(up.name, up, {
          nameLocation: "end",
          nameTextStyle: text({ color: DIM, align: "right" }),
          min: 0,
          splitNumber: 4,
        }),
        series: data.series.map((each, place) => ({
          type: "line",
          name: each.name,
          data: each.values,
          color: each.colour,
          symbol: SYMBOLS[place % SYMBOLS.length],
          symbolSize: data.names.length > 16 ? 4 : 7,
          lineStyle: { width: 2, type: LINES[place % LINES.length], color: each.colour },
          itemStyle: { color: each.colour, decal: "none" },
          endLabel: {
            show: true,
            formatter: () => each.name,
            distance: 10,
            ...text({ width: room - 20, overflow: "truncate" }),
          },
          labelLayout: { moveOverlap: "shiftY" },
        })),
        tooltip: {
          trigger: "axis",
          formatter: (at) =>
            tip(
              at[0].name,
              at.map((each) => `${each.seriesName}: ${said(each.value, data.unit)}`),
            ),
        },
      };
    },

    // Steps from the cheapest plan to this one; a step may go down and cross zero.
    waterfall(data, width) {
      const all = data.steps.flatMap((step) => [step.from, step.to]);
      const across = scaleOf(all, data.unit);
      const room = nameRoom(width);
      const part = (step, low, high) => {
        const [bottom, top] = [Math.min(step.from, step.to), Math.max(step.from, step.to)];
        return [Math.max(low, Math.min(high, bottom)), Math.max(low, Math.min(high, top))];
      };
      const above = data.steps.map((step) => part(step, 0, Infinity));
      const below = data.steps.map((step) => part(step, -Infinity, 0));
      const colour = (step) =>
        step.total ? "#5B6470" : step.to >= step.from ? "#D55E00" : "#0072B2";
      const bars = (name, values, shown) => ({
        type: "bar",
        name,
        stack: "all",
        barMaxWidth: 24,
        silent: !shown,
        data: values.map((value, place) => ({
          value,
          itemStyle: shown
            ? { color: colour(data.steps[place]) }
            : { color: "transparent", decal: "none" },
        })),
      });
      const end = {
        type: "line",
        name: "label",
        silent: true,
        symbol: "circle",
        symbolSize: 1,
        lineStyle: { width: 0 },
        itemStyle: { color: "transparent", decal: "none" },
        data: data.steps.map((step, place) => ({
          value: [Math.max(step.from, step.to), place],
        })),
        label: {
          show: true,
          position: "right",
          distance: 6,
          ...text(),
          formatter: (at) => data.steps[at.dataIndex].label,
        },
      };
      return {
        grid: { left: room + 12, right: 96, top: 6, bottom: 46 },
        xAxis: valueAxis(`${data.axis || SAID.more}, ${across.name}`, across, {
          nameGap: 28,
          splitNumber: Math.max(2, Math.round(width / 160)),
        }),
        yAxis: nameAxis(
          data.steps.map((step) => step.name),
          { inverse: true },
          { width: room, interval: 0 },
        ),
        series: [
          bars("floor", above.map(([low]) => low), false),
          bars("step", above.map(([low, high]) => high - low), true),
          bars("ceiling", below.map(([, high]) => high), false),
          bars("step down", below.map(([low, high]) => low - high), true),
          end,
        ],
        tooltip: {
          trigger: "item",
          formatter: (at) =>
            tip(data.steps[at.dataIndex].name, [data.steps[at.dataIndex].label]),
        },
      };
    },

    // Bands with a share of the draws inside, the inner ones over the outer, and lines.
    fan(data, width) {
      const all = [...data.bands.flatMap((band) => [...band.low, ...band.high])];
      const lines = data.lines.flatMap((line) => line.values);
      const up = scaleOf([...all, ...lines], data.unit);
      const shade = (place) => 0.18 + 0.24 * place;
      return {
        aria: { decal: { show: false } }, // the inner band is darker, on paper too
        legend: legend({
          data: [...data.bands, ...data.lines].map((each) => each.name),
          textStyle: text(),
        }),
        grid: { left: 66, right: 24, top: width < 620 ? 92 : 62, bottom: 30 },
        xAxis: nameAxis(data.names, { boundaryGap: false }, { hideOverlap: true }),
        yAxis: valueAxis(up.name, up, {
          nameLocation: "end",
          nameTextStyle: text({ color: DIM, align: "right" }),
          splitNumber: 4,
        }),
        series: [
          ...data.bands.flatMap((band, place) => [
            {
              type: "line",
              name: `under ${band.name}`,
              stack: `band ${place}`,
              stackStrategy: "all",
              data: band.low,
              symbol: "none",
              silent: true,
              lineStyle: { opacity: 0 },
              itemStyle: { decal: "none" },
            },
            {
              type: "line",
              name: band.name,
              stack: `band ${place}`,
              stackStrategy: "all",
              data: band.high.map((high, at) => high - band.low[at]),
              symbol: "none",
              silent: true,
              color: data.colour,
              lineStyle: { opacity: 0 },
              itemStyle: { color: data.colour, opacity: shade(place), decal: "none" },
              areaStyle: { color: data.colour, opacity: shade(place) },
            },
          ]),
          ...data.lines.map((line, place) => ({
            type: "line",
            name: line.name,
            data: line.values,
            color: place ? "#D55E00" : INK,
            symbol: SYMBOLS[place],
            symbolSize: data.names.length > 16 ? 3 : 6,
            lineStyle: { width: 2, type: LINES[place], color: place ? "#D55E00" : INK },
            itemStyle: { color: place ? "#D55E00" : INK, decal: "none" },
          })),
        ],
        tooltip: {
          trigger: "axis",
          formatter: (at) =>
            tip(at[0].name, [
              ...data.lines.map(
                (line) => `${line.name}: ${said(line.values[at[0].dataIndex], data.unit)}`,
              ),
              ...data.bands.map(
                (band) =>
                  `${band.name}: ${said(band.low[at[0].dataIndex], data.unit)} to ${said(band.high[at[0].dataIndex], data.unit)}`,
              ),
            ]),
        },
      };
    },

    // For each row what was promised, hollow, and what came, filled, with its interval.
    intervals(data, width) {
      const all = data.rows.flatMap((row) => [row.promised, row.low, row.high]);
      const across = scaleOf(all, data.unit);
      const room = nameRoom(width);
      const dots = (name, of, style) => ({
        type: "scatter",
        name,
        data: data.rows.map((row, place) => [row[of], place]),
        ...style,
      });
      return {
        legend: legend({ data: ["promised", "played, with 95% interval"] }),
        grid: { left: room + 12, right: 26, top: 34, bottom: 44 },
        xAxis: valueAxis(across.name, across, {
          nameGap: 26,
          scale: true,
          min: (range) => Math.max(0, range.min - 0.08 * (range.max - range.min || 1)),
          max: (range) => range.max + 0.08 * (range.max - range.min || 1),
          splitNumber: Math.max(2, Math.round(width / 160)),
          axisLabel: text({
            color: DIM,
            showMinLabel: false,
            showMaxLabel: false,
            hideOverlap: true,
            formatter: (value) => plain.format(value / across.by),
          }),
        }),
        yAxis: nameAxis(
          data.rows.map((row) => row.name),
          { inverse: true },
          { width: room, interval: 0 },
        ),
        series: [
          ...data.rows.map((row, place) => ({
            type: "line",
            name: `interval ${place}`,
            data: [
              [row.low, place],
              [row.high, place],
            ],
            symbol: "rect",
            symbolSize: [2, 14],
            silent: true,
            lineStyle: { width: 2, color: "#0072B2" },
            itemStyle: { color: "#0072B2", decal: "none" },
          })),
          dots("promised", "promised", {
            symbol: "diamond",
            symbolSize: 15,
            z: 3,
            itemStyle: { color: PAPER, borderColor: INK, borderWidth: 1.5, decal: "none" },
          }),
          dots("played, with 95% interval", "mean", {
            symbol: "circle",
            symbolSize: 11,
            z: 4,
            itemStyle: { color: "#0072B2", borderColor: INK, borderWidth: 1, decal: "none" },
          }),
        ],
        tooltip: {
          trigger: "item",
          formatter: (at) => {
            const row = data.rows[at.value[1]];
            return tip(row.name, [
              `promised: ${said(row.promised, data.unit)}`,
              `played: ${said(row.mean, data.unit)}`,
              `95% interval: ${said(row.low, data.unit)} to ${said(row.high, data.unit)}`,
            ]);
          },
        },
      };
    },

    // For each row a bar from its low end over its base to its high end, and where it flips.
    tornado(data, width) {
      const known = (row, ...of) => of.every((each) => row[each] !== null && row[each] !== undefined);
      const all = data.rows.flatMap((row) =>
        ["low", "base", "high", "below", "above"].filter((of) => known(row, of)).map((of) => row[of]),
      );
      const across = scaleOf(all, data.unit);
      const room = nameRoom(width);
      const [low, high, middle, flips] = data.names;
      const bar = (name, from, to, colour, wide, ends) =>
        data.rows.flatMap((row, place) =>
          known(row, from, to)
            ? [
                {
                  type: "line",
                  name,
                  data: [
                    [row[from], place],
                    [row[to], place],
                  ],
                  symbol: ends ? "rect" : "none",
                  symbolSize: ends || 0,
                  z: ends ? 4 : 2,
                  cursor: "default",
                  lineStyle: { width: wide, color: colour, cap: "butt" },
                  itemStyle: { color: colour, decal: "none" },
                  endLabel: {
                    show: Boolean(ends && row.label),
                    offset: [0, 5],
                    ...text({ formatter: () => row.label }),
                  },
                },
              ]
            : [],
        );
      const ranged = data.rows.some((row) => known(row, "low", "high"));
      const names = [...(ranged ? [low, high] : []), middle, ...(flips ? [flips] : [])];
      return {
        legend: legend({ data: names }),
        grid: { left: room + 12, right: flips ? 90 : 30, top: 34, bottom: 46 },
        xAxis: valueAxis(data.unit === "%" ? `${data.axis}, %` : `${data.axis}, ${across.name}`, across, {
          nameGap: 28,
          scale: data.unit !== "%",
          min: data.unit === "%" ? 0 : undefined,
          splitNumber: Math.max(2, Math.round(width / 160)),
        }),
        yAxis: nameAxis(
          data.rows.map((row) => row.name),
          { inverse: true },
          { width: room, interval: 0 },
        ),
        series: [
          ...bar(low, "low", "base", "#56B4E9", 14),
          ...bar(high, "base", "high", "#D55E00", 14),
          {
            type: "scatter",
            name: middle,
            data: data.rows.map((row, place) => [row.base, place]),
            symbol: "diamond",
            symbolSize: 13,
            z: 3,
            itemStyle: { color: PAPER, borderColor: INK, borderWidth: 1.5, decal: "none" },
          },
          ...(flips ? bar(flips, "below", "above", INK, 4, [3, 20]) : []),
        ],
        tooltip: {
          trigger: "item",
          formatter: (at) => {
            const row = data.rows[at.value[1]];
            return tip(row.name, [
              `${middle}: ${said(row.base, data.unit)}`,
              ...(known(row, "low", "high")
                ? [`${low}: ${said(row.low, data.unit)}, ${high}: ${said(row.high, data.unit)}`]
                : []),
              ...(known(row, "below", "above")
                ? [`${flips}: ${said(row.below, data.unit)} and ${said(row.above, data.unit)}`]
                : []),
            ]);
          },
        },
      };
    },

    // A figure against a rule's limit, with the limits that matter marked.
    curve(data, width) {
      const ys = data.points.map((point) => point.y);
      const up = scaleOf(ys, data.y.unit);
      const across = scaleOf(data.points.map((point) => point.x), data.x.unit);
      return {
        grid: { left: 66, right: 40, top: 44, bottom: 50 },
        xAxis: valueAxis(`${data.x.name}, ${across.name}`.replace(/, $/, ""), across, {
          nameGap: 30,
          scale: true,
          inverse: data.x.inverse,
          max: wholeOf(data.x.unit),
          axisLine: { show: true, lineStyle: { color: RULE }, onZero: false },
          splitNumber: Math.max(2, Math.round(width / 110)),
        }),
        yAxis: valueAxis(`${data.y.name}, ${up.name}`, up, {
          nameGap: 46,
          splitNumber: 4,
          position: "left",
          min: (range) => Math.min(0, range.min),
          max: wholeOf(data.y.unit),
        }),
        series: [
          {
            type: "line",
            data: data.points.map((point) => [point.x, point.y]),
            symbol: "circle",
            symbolSize: 8,
            color: data.colour,
            lineStyle: { width: 2, color: data.colour },
            itemStyle: { color: data.colour, decal: "none" },
            markLine: {
              silent: true,
              symbol: "none",
              lineStyle: { color: DIM, type: "dashed" },
              data: data.marks.map((mark) => ({
                xAxis: mark.at,
                label: {
                  formatter: mark.text,
                  position: "end",
                  align: sideOf(mark.at, data),
                  ...text(),
                },
              })),
            },
          },
        ],
        tooltip: {
          trigger: "item",
          formatter: (at) =>
            tip(`${data.x.name} ${data.points[at.dataIndex].label}`, [
              `${data.y.name}: ${said(data.points[at.dataIndex].y, data.y.unit)}`,
            ]),
        },
      };
    },
  };

  function draw(place, all, width) {
    const data = all[place.id];
    const least = Number(place.dataset.width);
    const wide = Math.max(width || place.parentElement.clientWidth, least);
    if (!data || !wide) return;
    const told = base(place.dataset.told);
    const options = builders[data.kind](data, wide);
    const height = Number(place.dataset.height);
    place.style.width = `${wide}px`;
    place.style.height = `${height}px`;
    if (!place.chart)
      place.chart = echarts.init(place, null, { renderer: "svg", width: wide, height });
    else place.chart.resize({ width: wide, height });
    place.chart.setOption(
      {
        ...told,
        ...options,
        aria: { ...told.aria, ...options.aria },
        tooltip: { ...told.tooltip, ...options.tooltip },
      },
      true,
    );
    const svg = place.querySelector("svg");
    svg.setAttribute("viewBox", `0 0 ${wide} ${height}`);
    svg.setAttribute("aria-hidden", "true");
  }

  function start(root) {
    const element = root.querySelector("#data");
    if (!element) return;
    const all = JSON.parse(element.textContent);
    Object.assign(SAID, all.said);
    const charts = [...root.querySelectorAll(".chart")];
    const tables = [...root.querySelectorAll("figure details")];
    const parts = [...root.querySelectorAll(".choice")];
    const choose = root.querySelector(".choose");
    const drawAll = (width) => charts.forEach((place) => draw(place, all, width));

    for (const place of charts) place.parentElement.hidden = false;
    for (const each of tables) each.open = false;

    const show = (name) => {
      for (const part of parts) part.hidden = part.id !== name;
      const shown = parts.find((part) => part.id === name);
      if (shown)
        for (const place of shown.querySelectorAll(".chart")) draw(place, all);
    };
    if (choose && parts.length > 1) {
      choose.hidden = false;
      choose.addEventListener("change", (event) => show(event.target.value));
      show(choose.querySelector("input:checked").value);
    }
    drawAll();

    let waiting = 0;
    window.addEventListener("resize", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => drawAll(), 150);
    });
    window.addEventListener("beforeprint", () => {
      for (const each of tables) each.open = true;
      drawAll(ON_PAPER);
    });
    window.addEventListener("afterprint", () => {
      for (const each of tables) each.open = false;
      drawAll();
    });
  }

  window.plannerCharts = { start };
  if (document.readyState === "loading")
    document.addEventListener("DOMContentLoaded", () => start(document));
  else start(document);
})();
