/// How pages look: light and dark, from phones to paper.
///
/// Inks are those of Okabe and Ito (2008), darkened or lightened until texts in them have a contrast of 4.5.
let styleSheet =
    inkStyle + """
        * { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; }
        body {
          margin: 0 auto; padding: 24px 12px 64px; max-width: 1088px; background: var(--paper); color: var(--ink);
          font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
          overflow-wrap: anywhere;
        }
        h1, h2, h3 { line-height: 1.2; font-weight: 650; letter-spacing: -0.01em; text-wrap: balance; }
        h1 { font-size: 28px; margin: 8px 0 4px; }
        h2 { font-size: 20px; margin: 48px 0 12px; padding-top: 12px; border-top: 1px solid var(--rule); }
        h3 { font-size: 16px; margin: 28px 0 8px; }
        h4 { font-size: 14px; margin: 0 0 4px; font-weight: 600; }
        p { margin: 0 0 12px; max-width: 72ch; }
        a { color: var(--ink-0); text-underline-offset: 2px; }
        code, pre { font: 13px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
        pre { margin: 0; padding: 12px 14px; white-space: pre; overflow-wrap: normal;
          min-width: max-content; }
        .quiet, figcaption, caption, nav { color: var(--quiet); }
        nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: 2px 18px; margin: 12px 0 0; padding: 0; }
        nav a { color: inherit; display: inline-block; padding: 4px 0; }
        :focus-visible { outline: 2px solid var(--ink-0); outline-offset: 2px; }
        .note { border-left: 3px solid var(--ink-1); background: var(--ground); padding: 10px 14px; max-width: none; }

        /* A shadow at the side where there is more, covered at the ends by paper that scrolls along; not in the outermost
           pixel, where both are blurred on screens of broken scale. */
        .scroll { overflow-x: auto; margin: 0 0 16px; max-width: 100%; background:
          linear-gradient(90deg, var(--paper) 40%, transparent) left / 36px 100% no-repeat local,
          linear-gradient(270deg, var(--paper) 40%, transparent) right / 36px 100% no-repeat local,
          linear-gradient(90deg, transparent 1px, var(--rule) 1px, transparent) left / 12px 100% no-repeat scroll,
          linear-gradient(270deg, transparent 1px, var(--rule) 1px, transparent) right / 12px 100% no-repeat scroll; }
        .framed { background: var(--ground); border-radius: 6px; }
        table { border-collapse: collapse; font-size: 14px; font-variant-numeric: tabular-nums lining-nums; }
        caption { caption-side: top; text-align: left; padding: 0 0 6px; font-weight: 600; color: var(--ink); }
        caption bdi { max-width: none; }
        th, td { padding: 4px 14px 4px 0; text-align: left; vertical-align: baseline; overflow-wrap: normal; }
        th { font-weight: 500; }
        thead th { color: var(--quiet); vertical-align: bottom; border-bottom: 1px solid var(--rule); }
        tbody tr + tr > * { border-top: 1px solid var(--hair); }
        tbody tr.group + tr.group > *, tbody tr.group > * { border-top-color: var(--rule); }
        .number { text-align: right; white-space: nowrap; }
        td.best { font-weight: 700; }
        td:last-child, th:last-child { padding-right: 2px; }
        .clip { display: inline-block; max-width: 15em; overflow: hidden; text-overflow: ellipsis; white-space: nowrap;
          vertical-align: bottom; }
        th bdi:not(.clip) { overflow-wrap: anywhere; }
        .facts th { color: var(--quiet); white-space: nowrap; }
        .facts td { overflow-wrap: anywhere; min-width: 10em; }

        .confusion table, .heat table { border-collapse: separate; border-spacing: 2px; }
        .heat td.number { padding: 3px 6px; border: 0; text-align: center; }
        .heat thead th { padding: 3px 6px; text-align: center; } .heat thead th:first-child { text-align: left; padding-left: 2px; }
        .heat tbody th { border: 0; padding-right: 8px; }
        .confusion td.number, .confusion thead .number { padding: 3px 6px; border: 0; min-width: 34px; text-align: center; }
        .confusion tbody th { padding-right: 8px; border: 0; }
        .confusion .clip { max-width: 9em; }
        .upright span { writing-mode: vertical-rl; transform: rotate(180deg); display: inline-block; max-height: 9em; }
        .upright .clip { max-width: none; max-height: 9em; }
        td[class*="shade-"] { border-radius: 2px; } .confusion .shade-0 { color: var(--quiet); }
        .shade-0 { background: rgb(var(--shade) / 0.03); } .shade-1 { background: rgb(var(--shade) / 0.08); }
        .shade-2 { background: rgb(var(--shade) / 0.13); } .shade-3 { background: rgb(var(--shade) / 0.18); }
        .shade-4 { background: rgb(var(--shade) / 0.23); } .shade-5 { background: rgb(var(--shade) / 0.28); }
        .shade-6 { background: rgb(var(--shade) / 0.33); } .shade-7 { background: rgb(var(--shade) / 0.38); }
        .shade-8 { background: rgb(var(--shade) / 0.42); } .shade-9 { background: rgb(var(--shade) / 0.46); }

        .grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(336px, 100%), 1fr)); gap: 20px 24px;
          align-items: start; margin: 0 0 16px; }
        .grid > * { min-width: 0; }
        .columns { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(500px, 100%), 1fr)); gap: 16px 24px; }
        .columns > * { min-width: 0; }
        .beside { display: flex; flex-wrap: wrap; gap: 8px 40px; align-items: flex-start;
          margin-bottom: 16px; }
        .beside > * { min-width: 0; }
        .folds { columns: 400px; column-gap: 24px; } .folds details { break-inside: avoid; }
        .folds th, .folds td { padding-right: 9px; }
        figure { margin: 0; }
        figure .chart + .chart { margin-top: 14px; }
        figcaption { font-size: 13px; margin-top: 4px; }
        \(chartStyle)
        .pixels { image-rendering: pixelated; }
        .matrix { max-width: 420px; } .matrix img { border: 1px solid var(--rule); }
        .key { display: inline-block; vertical-align: middle; margin-right: 6px; }
        .legend { list-style: none; display: flex; flex-wrap: wrap; gap: 4px 20px; margin: 0 0 12px; padding: 0; font-size: 14px; }

        .errors { list-style: none; display: grid; gap: 16px; margin: 0 0 16px; padding: 0;
          grid-template-columns: repeat(auto-fill, minmax(150px, 1fr)); }
        .errors img { display: block; width: 132px; height: auto; max-width: 100%; border-radius: 3px; background: #000; }
        .errors .smooth { image-rendering: auto; }
        .errors dl { display: grid; grid-template-columns: auto 1fr; gap: 0 8px; margin: 6px 0 0; font-size: 13px; }
        .errors dt { color: var(--quiet); } .errors dd { margin: 0; font-variant-numeric: tabular-nums; min-width: 0; }
        .errors .clip { max-width: 100%; }

        details { margin: 0; font-size: 14px; }
        summary { cursor: pointer; padding: 3px 0; }
        details > .scroll { margin: 6px 0 14px; }

        @media print {
          :root {
            --paper: #ffffff; --ground: #f5f6f7; --ink: #1c2127; --quiet: #59626c; --rule: #d5d9de; --hair: #e8eaed;
            --ink-0: #0067a5; --ink-1: #b5470b; --ink-2: #00705a; --ink-3: #8f3f71; --ink-4: #6d5a00; --ink-5: #4a5560;
            --shade: 0 103 165; color-scheme: light; print-color-adjust: exact; -webkit-print-color-adjust: exact;
          }
          @page { size: A4; margin: 15mm; }
          body { padding: 0; font-size: 10pt; max-width: none; }
          nav { display: none; }
          h2, h3, h4, caption { break-after: avoid; }
          h2 { margin-top: 24px; }
          figure, tr, li, .chart, .note { break-inside: avoid; }
          .scroll { overflow: visible; background: none; }
          .chart.wide { max-width: 100%; }
          table { font-size: 8.5pt; } th, td { padding-right: 8px; }
          pre { white-space: pre-wrap; overflow-wrap: anywhere; min-width: 0; }
          .grid { grid-template-columns: repeat(2, 1fr); }
          .columns { display: block; }
          .heat table { font-size: 7pt; } .clip { max-width: 9em; }
          .heat td.number, .confusion td.number { padding: 2px; min-width: 0; }
          .dense table { font-size: 6pt; border-spacing: 1px; } .dense .clip { max-width: 8em; }
          .dense td.number, .dense th.upright { padding: 1px; min-width: 0; }
        }

        """

/// The colours, in light and dark.
let inkStyle = """
    :root {
      --paper: #ffffff; --ground: #f5f6f7; --ink: #1c2127; --quiet: #59626c; --rule: #d5d9de; --hair: #e8eaed;
      --ink-0: #0067a5; --ink-1: #b5470b; --ink-2: #00705a; --ink-3: #8f3f71; --ink-4: #6d5a00; --ink-5: #4a5560;
      --shade: 0 103 165;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --paper: #14171b; --ground: #1c2025; --ink: #e7eaee; --quiet: #a3adb8; --rule: #3a414a; --hair: #2a3037;
        --ink-0: #5cb3ec; --ink-1: #f0975a; --ink-2: #45c9a5; --ink-3: #e39bc6; --ink-4: #d9c64f; --ink-5: #b4bec9;
        --shade: 92 179 236;
      }
    }

    """

/// How charts look.
let chartStyle = """
    .chart { display: block; max-width: 100%; height: auto; overflow: visible; }
    .chart.wide { max-width: none; }
    .chart text { font-size: 11px; fill: var(--quiet); font-variant-numeric: tabular-nums; unicode-bidi: isolate; }
    .chart .label, .chart .chart-title { fill: var(--ink); }
    .chart .chart-title { font-size: 12px; font-weight: 600; }
    .grid-line, .chart .grid { stroke: var(--hair); } .chart .axis { stroke: var(--quiet); }
    .line { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
    .line.dashed { stroke-dasharray: 5 4; } .line.thin { stroke-width: 1; stroke-opacity: 0.45; }
    .line.hollow { fill: var(--paper); stroke-dasharray: none; }
    .ink-0 { stroke: var(--ink-0); } .ink-1 { stroke: var(--ink-1); } .ink-2 { stroke: var(--ink-2); }
    .ink-3 { stroke: var(--ink-3); } .ink-4 { stroke: var(--ink-4); } .ink-5 { stroke: var(--ink-5); }
    .fill-0, .chart .fill-0 { fill: var(--ink-0); } .fill-1, .chart .fill-1 { fill: var(--ink-1); } .fill-2, .chart .fill-2 { fill: var(--ink-2); }
    .fill-3, .chart .fill-3 { fill: var(--ink-3); } .fill-4, .chart .fill-4 { fill: var(--ink-4); } .fill-5, .chart .fill-5 { fill: var(--ink-5); }
    .chart .on-ink { fill: var(--paper); }
    .chart .tile { fill-opacity: 0.35; stroke: #fff; stroke-width: 1.5; } .chart .tile.solid { fill-opacity: 1; stroke: none;
      shape-rendering: crispEdges; }
    .chart .outline { fill: none; stroke: #fff; stroke-width: 1; stroke-dasharray: 3 3; }
    .chart .plate { fill: #000; fill-opacity: 0.72; rx: 3px; } .chart .on-plate { fill: #fff; font-weight: 600; }
    .chart .pause { fill: var(--rule); }
    """
