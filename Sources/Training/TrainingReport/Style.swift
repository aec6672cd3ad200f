/// The page's style sheet: light or dark as the reader's system is, one column where it is narrow.
///
/// Blue is training and what is right, orange validation and what is wrong; neither is told by colour
/// alone.
let style: HTML = """
  :root {
    color-scheme: light dark;
    --page: #f6f7f9; --card: #ffffff; --ink: #1b2430; --soft: #5a6675; --rule: #dfe4ea;
    --train: #2563b8; --valid: #c2500a; --count: #c9d3df;
  }
  @media (prefers-color-scheme: dark) {
    :root {
      --page: #12161c; --card: #1b212a; --ink: #e7ecf2; --soft: #9aa7b6; --rule: #313b48;
      --train: #6ea8ff; --valid: #ff9a52; --count: #3a4655;
    }
  }
  * { box-sizing: border-box; }
  body { margin: 0; background: var(--page); color: var(--ink);
    font: 15px/1.5 system-ui, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
    font-variant-numeric: tabular-nums; }
  main { max-width: 1040px; margin: 0 auto; padding: 32px 20px 64px; }
  h1 { font-size: 28px; line-height: 1.2; margin: 0 0 4px; }
  h2 { font-size: 18px; margin: 0 0 12px; }
  header p, .note, figcaption, dt, summary { color: var(--soft); }
  header p { margin: 0 0 20px; }
  header p, h2, .note, figcaption, dt { overflow-wrap: break-word; min-width: 0; }
  .note { margin: 0 0 12px; font-size: 13.5px; max-width: 88ch; text-wrap: pretty; }
  section { background: var(--card); border: 1px solid var(--rule); border-radius: 10px;
    padding: 20px; margin: 20px 0 0; }
  .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px;
    margin: 0 0 10px; }
  .tiles div { background: var(--card); border: 1px solid var(--rule); border-radius: 10px;
    padding: 12px 16px; }
  dt { font-size: 13px; }
  dd { margin: 0; }
  .tiles dd { font-size: 24px; font-weight: 600; line-height: 1.3; }
  .pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 340px), 1fr));
    gap: 20px; }
  figure { margin: 0; min-width: 0; max-width: 480px; }
  figcaption { font-size: 13.5px; padding-left: 13%; }
  figcaption strong { color: var(--ink); }
  svg { display: block; width: 100%; height: auto; }
  svg text { fill: var(--soft); font-size: 11.5px; }
  .grid { stroke: var(--rule); stroke-width: 1; }
  polyline { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
  polyline.train { stroke: var(--train); }
  polyline.valid { stroke: var(--valid); stroke-dasharray: 6 3.5; }
  polyline.thin { stroke-width: 1; stroke-dasharray: none; stroke-opacity: 0.6; }
  polyline.ideal { stroke: var(--soft); stroke-width: 1.2; stroke-dasharray: 3 4; }
  circle.train { fill: var(--train); }
  circle.valid { fill: var(--valid); fill-opacity: 0.85; }
  circle.faint { fill: var(--train); fill-opacity: 0.5; }
  line.best { stroke: var(--soft); stroke-width: 1.2; stroke-dasharray: 1.5 3; }
  rect.count { fill: var(--count); }
  .keys { display: flex; flex-wrap: wrap; align-items: center; gap: 6px; margin: 0 0 8px;
    color: var(--soft); font-size: 13.5px; }
  .key { width: 26px; border-top: 3px solid; margin-left: 14px; }
  .key:first-child { margin-left: 0; }
  .key.train { border-color: var(--train); }
  .key.valid { border-color: var(--valid); border-top-style: dashed; }
  .key.best { border-color: var(--soft); border-top-style: dotted; }
  .wide { overflow-x: auto; }
  table { border-collapse: collapse; font-size: 14px; }
  th, td { padding: 5px 10px; text-align: right; border-bottom: 1px solid var(--rule);
    white-space: nowrap; }
  th { font-weight: 500; }
  tr > th:first-child { text-align: left; padding-left: 0; }
  th[scope="col"] { color: var(--soft); font-size: 13px; }
  tfoot th, tfoot td { border-bottom: 0; font-weight: 600; }
  .facts { margin: 0; columns: 2 300px; column-gap: 32px; }
  .facts div { display: grid; grid-template-columns: 10.5em 1fr; align-items: baseline; gap: 12px;
    padding: 5px 0; border-bottom: 1px solid var(--rule); break-inside: avoid; font-size: 14px; }
  .facts dd { overflow-wrap: anywhere; }
  .beside { display: flex; flex-wrap: wrap; gap: 12px 36px; align-items: flex-start; }
  .beside .note { max-width: 44ch; }
  .beside > * { min-width: 0; max-width: 100%; }
  .matrix td { min-width: 42px; padding: 5px 4px; text-align: center; border: 2px solid var(--card); border-radius: 6px; }
  .matrix th { border: 0; }
  .matrix th[scope="col"] { text-align: center; padding: 5px 4px; }
  .upright th[scope="col"] { vertical-align: bottom; }
  .upright th[scope="col"] span { writing-mode: vertical-rl; transform: rotate(180deg); }
  .matrix .none { color: var(--soft); }
  .right { background: color-mix(in srgb, var(--train) var(--share), var(--card)); }
  .wrong { background: color-mix(in srgb, var(--valid) var(--share), var(--card)); font-weight: 600; }
  details { margin-top: 14px; }
  summary { cursor: pointer; margin-bottom: 6px; }
  @media (max-width: 560px) {
    main { padding: 20px 12px 40px; }
    section { padding: 16px 12px; }
    th, td { padding: 5px 8px; }
    .facts div { grid-template-columns: 8.5em 1fr; }
    .tiles { grid-template-columns: 1fr 1fr; }
    .tiles dd { font-size: 20px; }
    .matrix td { min-width: 30px; padding: 4px 2px; }
  }
  @media print { body { background: none; } section { break-inside: avoid; } }

  """
