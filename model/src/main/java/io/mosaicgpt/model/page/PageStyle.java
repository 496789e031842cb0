package io.mosaicgpt.model.page;

/** What pages look like. */
final class PageStyle {
  static final String CSS =
      """
      :root { color-scheme: light dark; --ink: #1c2430; --paper: #ffffff; --panel: #f4f6f9;
        --soft: #5d6878; --rule: #d9dee5; --main: #1f5fbf; --second: #c2571a; --heat: 65; }
      @media screen and (prefers-color-scheme: dark) { :root { --ink: #e3e7ed; --paper: #14181e;
        --panel: #1d232b; --soft: #9aa5b4; --rule: #343c47; --main: #78aaf5; --second: #f0955a;
        --heat: 48; } }
      * { box-sizing: border-box; }
      html { -webkit-text-size-adjust: 100%; scroll-behavior: smooth; }
      @media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
      body { background: var(--paper); color: var(--ink); margin: 0 auto; max-width: 58rem;
        padding: 2rem 1.25rem 4rem; font: 16px/1.5 system-ui, sans-serif; }
      h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .4rem; overflow-wrap: anywhere;
        letter-spacing: -.01em; text-wrap: balance; }
      h2 { font-size: 1.25rem; margin: 3rem 0 .8rem; padding-bottom: .3rem;
        border-bottom: 1px solid var(--rule); scroll-margin-top: .5rem; }
      h3 { font-size: 1rem; margin: 1.6rem 0 .4rem; overflow-wrap: anywhere; }
      p { margin: .6rem 0; max-width: 44rem; overflow-wrap: anywhere; }
      p.lead { color: var(--soft); font-size: 1.05rem; margin: 0 0 1.2rem; }
      p.note, figcaption { color: var(--soft); font-size: .875rem; }
      p.warning { border-left: 3px solid var(--second); background: var(--panel);
        padding: .6rem .9rem; border-radius: 0 .4rem .4rem 0; max-width: none; }
      a { color: var(--main); text-underline-offset: .15em; }
      a:focus-visible, summary:focus-visible, .wide:focus-visible { outline: 2px solid var(--main);
        outline-offset: 2px; border-radius: 2px; }
      nav { display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; margin: 1.2rem 0 0;
        font-size: .9rem; }
      nav a { text-decoration: none; padding: .25rem 0; } nav a:hover { text-decoration: underline; }
      dl.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(7rem, 1fr));
        gap: .6rem; margin: 1rem 0; }
      dl.tiles div { background: var(--panel); border-radius: .6rem; padding: .7rem .9rem .6rem; }
      dl.tiles dt { color: var(--soft); font-size: .8rem; }
      dl.tiles dd { margin: 0; font-size: 1.45rem; line-height: 1.3; font-weight: 600;
        font-variant-numeric: tabular-nums; letter-spacing: -.01em; }
      dl.tiles dd.note { color: var(--soft); font-size: .78rem; font-weight: 400; letter-spacing: 0; }
      figure { margin: 1rem 0; max-width: 46rem; }
      svg { display: block; width: 100%; height: auto; }
      svg.square { max-width: 22rem; } svg.narrow { display: none; }
      div.pair { display: flex; flex-wrap: wrap; gap: 1.5rem; }
      div.pair figure { flex: 1 1 17rem; max-width: 22rem; margin: .5rem 0; }
      svg text { fill: var(--soft); font: 12px system-ui, sans-serif;
        font-variant-numeric: tabular-nums; }
      svg text.axis { fill: var(--ink); }
      .grid { stroke: var(--rule); stroke-width: 1; }
      polyline { fill: none; stroke-width: 2; stroke: var(--main); stroke-linejoin: round; }
      polyline.raw { stroke-width: 1; opacity: .35; }
      polyline.ideal { stroke: var(--soft); stroke-width: 1.2; stroke-dasharray: 4 4; }
      polyline.eval { stroke: var(--second); } circle.eval { fill: var(--second); }
      .bar { fill: var(--main); } .bar.wrong { fill: var(--second); }
      .bar.unknown { fill: var(--soft); }
      .key::before { content: ""; display: inline-block; width: .7em; height: .7em;
        border-radius: .15em; margin: 0 .35em 0 .1em; background: var(--main); }
      .key.wrong::before { background: var(--second); } .key.unknown::before { background: var(--soft); }
      .key { margin-right: .9em; white-space: nowrap; }
      div.wide { overflow-x: auto; margin: .6rem 0; }
      table { border-collapse: collapse; font-size: .9rem; line-height: 1.4; }
      th, td { text-align: left; padding: .3rem 1rem .3rem 0; vertical-align: top;
        border-bottom: 1px solid var(--rule); }
      td { overflow-wrap: anywhere; min-width: 8rem; unicode-bidi: isolate; }
      th { color: var(--soft); font-weight: 600; }
      thead th { vertical-align: bottom; }
      th.number, td.number { text-align: right; font-variant-numeric: tabular-nums;
        white-space: nowrap; min-width: 0; }
      td.number:last-child, th.number:last-child { padding-right: 0; }
      .share { display: block; width: 16rem; max-width: 40vw; }
      .share span { display: block; height: .75rem; margin-top: .25rem; min-width: 2px;
        border-radius: 0 .2rem .2rem 0; background: var(--main); }
      .share span.truth { background: var(--soft); opacity: .55; height: .3rem; margin-top: 1px; }
      td code { white-space: nowrap; }
      .miss { color: var(--second); font-weight: 600; } .hit { color: var(--soft); }
      figcaption { margin-top: .4rem; }
      details { margin: .6rem 0; }
      summary { cursor: pointer; color: var(--main); font-size: .9rem; padding: .3rem 0;
        width: fit-content; }
      details[open] > summary { margin-bottom: .3rem; }
      code { font: .85em ui-monospace, monospace; overflow-wrap: anywhere; }
      table.heat { border-collapse: separate; border-spacing: 2px; font-size: .8rem; margin: 0; }
      table.heat th, table.heat td { border: 0; padding: 0; }
      table.heat thead th { vertical-align: bottom; font-weight: 400; }
      table.heat thead td { background: none; }
      table.heat thead th span { display: block; writing-mode: vertical-rl;
        transform: rotate(180deg); max-height: 13rem; overflow: hidden; text-overflow: ellipsis;
        white-space: nowrap; margin: 0 auto; padding-top: .2rem; }
      table.heat tbody th { position: sticky; left: 0; z-index: 1; background: var(--paper);
        font-weight: 400; color: var(--ink); max-width: 15rem; overflow: hidden;
        text-overflow: ellipsis; white-space: nowrap; padding-right: .5rem; vertical-align: middle; }
      table.heat td { min-width: 1.9rem; width: 1.9rem; height: 1.9rem; text-align: center;
        vertical-align: middle; border-radius: .2rem; background: var(--panel);
        font-variant-numeric: tabular-nums; overflow-wrap: normal; }
      table.heat td.wrong { background: color-mix(in srgb, var(--second)
        calc(var(--v) * var(--heat) * 1%), var(--panel)); }
      table.heat td.right { background: color-mix(in srgb, var(--main)
        calc(var(--v) * var(--heat) * 1%), var(--panel)); }
      table.heat td a { display: block; color: inherit; text-decoration: none; line-height: 1.9rem; }
      table.heat td a:hover { text-decoration: underline; }
      table.heat.dense { border-spacing: 1px; font-size: .68rem; }
      table.heat.dense td { min-width: 1.35rem; width: 1.35rem; height: 1.2rem; border-radius: .1rem; }
      table.heat.dense td a { line-height: 1.2rem; }
      section.cell { display: none; }
      section.cell:target { display: block; border: 1px solid var(--rule); border-radius: .6rem;
        padding: .2rem 1rem .8rem; margin: .8rem 0; scroll-margin-top: 1rem; }
      section.cell h3 { margin-top: .8rem; }
      @media (max-width: 40rem) {
        body { padding: 1.2rem 1rem 3rem; font-size: 15px; }
        h1 { font-size: 1.4rem; } h2 { margin-top: 2.4rem; }
        dl.tiles { grid-template-columns: repeat(2, 1fr); }
        svg.broad { display: none; } svg.narrow { display: block; }
        nav a { padding: .4rem 0; }
        table.heat tbody th { max-width: 7.5rem; } .share { max-width: 28vw; }
        table.rows, table.rows tbody, table.rows tr, table.rows td { display: block; width: auto; }
        table.rows thead { position: absolute; width: 1px; height: 1px; overflow: hidden;
          clip-path: inset(50%); }
        table.rows tr { border-bottom: 1px solid var(--rule); padding: .6rem 0; }
        table.rows td { border: 0; padding: .1rem 0 .1rem 7rem; text-align: left; min-height: 1.4em;
          white-space: normal; }
        table.rows td::before { content: attr(data-name); color: var(--soft); float: left;
          width: 6.6rem; margin-left: -7rem; font-size: .85em; padding-top: .1em; }
      }
      @media print {
        body { max-width: none; padding: 0; font-size: 11pt; }
        nav, section.cell:target, .back { display: none; }
        figure, tr, dl.tiles div { break-inside: avoid; } h2, h3 { break-after: avoid; }
        div.wide { overflow: visible; }
        .bar, .share span, table.heat td, dl.tiles div, .key::before {
          print-color-adjust: exact; -webkit-print-color-adjust: exact; }
      }
      """;

  private PageStyle() {}
}
