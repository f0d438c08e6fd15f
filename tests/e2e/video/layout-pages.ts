// HTML with a video. `VIDEO(style)` stands for the element.

const plain = 'width:200px;height:112px';
const text = 'color:#fff;font:bold 20px sans-serif';
const filler = '<div style="height:90px;background:#7a2">filler</div>';

/** Layouts by what is special about them; `class="scrolls"` is what can be scrolled. */
export const pages: Readonly<Record<string, string>> = {
  'in a mirrored parent': `<div style="transform:scaleX(-1);width:300px">VIDEO(${plain})</div>`,
  'in a rotated and scaled parent': `<div style="transform:translate(40px,30px) rotate(12deg) scale(0.9,0.7);width:300px">VIDEO(${plain})</div>`,
  'in perspective': `<div style="perspective:400px"><div style="transform:rotateY(25deg);width:300px">VIDEO(${plain})</div></div>`,
  'individual scale, rotate and translate': `VIDEO(${plain};scale:0.8 0.6;rotate:8deg;translate:20px 10px)`,
  'a transform of its own': `VIDEO(${plain};display:block;transform:rotate(-6deg) scaleX(-0.8);transform-origin:20% 80%)`,
  'in a parent that clips': `<div style="overflow:hidden;width:150px;height:80px">VIDEO(${plain})</div>`,
  'in a flex container that clips, with round corners': `<div style="display:flex;overflow:hidden;width:150px;height:90px;border-radius:24px;border:5px solid #204">VIDEO(${plain};flex:none)</div>`,
  'in a scrolled parent': `<div class="scrolls" style="overflow:auto;width:250px;height:150px">${filler}VIDEO(${plain})${filler}${filler}</div>`,
  'in a scrolled row': `<div class="scrolls" style="display:flex;gap:10px;overflow-x:auto;width:250px"><p>before</p>VIDEO(${plain};flex:none)<p style="flex:none;width:300px">after</p></div>`,
  'sticky in a scrolled parent': `<div class="scrolls" style="overflow:auto;width:250px;height:180px">Words before VIDEO(width:150px;height:84px;margin:7px 0;vertical-align:middle;position:sticky;top:10px)${filler}${filler}${filler}${filler}</div>`,
  'sticky block, pushed out by the end of its parent': `<div class="scrolls" style="overflow:auto;width:250px;height:180px"><div>VIDEO(${plain};display:block;margin:0 auto 8px;position:sticky;top:10px)<div style="height:40px"></div></div>${filler}${filler}${filler}${filler}</div>`,
  'sticky beside a column of text': `<div class="scrolls" style="overflow:auto;width:330px;height:180px"><div style="display:flex;gap:9px;align-items:flex-start"><p style="margin:0">${'words in a column '.repeat(30)}</p>VIDEO(width:160px;height:90px;flex:none;position:sticky;top:7px)</div>${filler}</div>`,
  'sticky float': `<div class="scrolls" style="overflow:auto;width:330px;height:150px"><div style="display:flow-root">VIDEO(width:160px;height:90px;float:right;margin:5px;position:sticky;top:7px)${'words around it '.repeat(50)}</div>${filler}</div>`,
  opacity: `VIDEO(${plain};opacity:0.5;background:#000)`,
  'opacity of a parent': `<div style="opacity:0.5">VIDEO(${plain})</div>`,
  'text in the same grid area': `<div style="display:grid;width:200px">VIDEO(${plain};grid-area:1/1)<b style="${text};grid-area:1/1">Over the video</b></div>`,
  'text with a negative margin': `VIDEO(${plain};display:block)<b style="${text};display:block;margin-top:-60px">Over the video</b>`,
  'text with a negative margin after margins': `<p>Before</p>VIDEO(${plain};display:block;margin:10px 0 24px)<b style="${text};display:block;margin-top:-60px">Over the video</b><p>After</p>`,
  'text with a negative margin over a line': `<div>VIDEO(${plain})</div><b style="${text};display:block;margin-top:-60px">Over the video</b><p>After</p>`,
  'text pulled back in the same line': `<p style="${text};width:320px">VIDEO(${plain})<span style="margin-left:-150px">Over the video</span> and on, for more lines than one</p>`,
  'wider than its line': `<div style="width:150px;border:1px solid red">VIDEO(${plain})</div><p>After</p>`,
  'a little wider than its line': `<div style="width:199.7px;border:1px solid red">VIDEO(${plain})</div><p>After</p>`,
  'as wide as a line of fractions': `<div style="width:199.7px">VIDEO(width:100%;height:112px)</div><b style="${text};display:block;margin-top:-60px">Over the video</b>`,
  'alone in a tight line': `<div style="width:200px;outline:1px solid red">VIDEO(${plain})</div><p>After</p>`,
  'the last in a parent with margins': `<div style="margin-bottom:10px"><div>VIDEO(${plain};display:block;margin-bottom:30px)</div></div><p style="margin-top:20px">After</p>`,
  justified: `<p style="width:330px;text-align:justify">A line with VIDEO(width:150px;height:84px;margin:0 4px) in it that is justified, and another one of it</p>`,
  'text in an absolute layer': `<div style="position:relative;width:200px">VIDEO(${plain})<b style="${text};position:absolute;left:10px;top:10px">Over</b></div>`,
  'in an automatic grid with gaps': `<div style="display:grid;grid-template-columns:auto auto;gap:20px;width:300px"><i>one</i><i>two</i>VIDEO(width:120px;height:80px)<i>four</i><i>five</i></div>`,
  'a row with space between': `<div style="display:flex;gap:8px;justify-content:space-between;width:330px"><i>one</i>VIDEO(width:160px;height:90px)<i>two</i></div>`,
  'text pulled over a flex item': `<div style="display:flex;justify-content:center;gap:12px;width:330px"><i>one</i>VIDEO(width:160px;height:90px;flex:none)<b style="${text};margin-left:-90px;align-self:end">Over the video</b></div>`,
  'text pulled over the item of a column': `<div style="display:flex;flex-flow:column;gap:15px;width:200px"><i>one</i>VIDEO(${plain};flex:none;margin:4px 0)<b style="${text};margin-top:-60px">Over the video</b><i>three</i></div>`,
  'items that wrap, with gaps': `<div style="display:flex;flex-wrap:wrap;gap:14px;width:300px;align-content:space-between;height:115px"><i>one</i>VIDEO(width:160px;height:90px)<i>two</i><b style="${text};margin-top:-50px">Over the video</b><i>three</i></div>`,
  'a bar with a place of its own before the video in a flex container': `<div style="display:flex;position:relative;width:200px"><b style="${text};position:absolute;left:10px;bottom:10px;background:#084">Over</b>VIDEO(${plain})</div>`,
  'text pulled over a float': `<div style="width:320px">VIDEO(width:150px;height:84px;float:left;margin:5px)<span style="${text};margin-left:-80px">Over the video</span> ${'words around it '.repeat(12)}</div>`,
  'floats that break and follow each other': `<div style="width:320px">${'words before '.repeat(4)}VIDEO(width:250px;height:84px;float:right;margin:5px)<i style="float:right;width:40px;height:30px;background:#084">f</i><i style="float:right;width:90px;height:30px;background:#048">f</i>${'words around it '.repeat(12)}<p style="clear:both">After</p></div>`,
  'object-fit cover and object-position': `VIDEO(width:150px;height:150px;object-fit:cover;object-position:20% 0;border:6px solid teal;padding:4px)`,
  'object-fit contain': `VIDEO(width:220px;height:80px;background:#036)`,
  'object-fit none': `VIDEO(width:220px;height:120px;object-fit:none;object-position:right 10px bottom 5px;background:#036)`,
  'border-radius with border and padding': `VIDEO(${plain};border-radius:40px;border:8px solid #a30;padding:6px;background:#333;box-sizing:border-box)`,
  filters: `VIDEO(${plain};filter:sepia(1) drop-shadow(8px 8px 2px #000))`,
  blending: `VIDEO(${plain};mix-blend-mode:multiply)`,
  'a mask': `VIDEO(${plain};mask-image:linear-gradient(to right,#000,transparent);border:4px solid red)`,
  'a clip-path': `VIDEO(${plain};clip-path:circle(40%))`,
  'inline in a line of text': `<p style="width:320px">Some words before VIDEO(width:150px;height:84px;vertical-align:middle;margin:3px 5px) and after it, which go on for a while.</p>`,
  'margins that collapse': `<p style="margin:10px 0">Before</p>VIDEO(${plain};display:block;margin:25px 0)<p style="margin:15px 0">After</p>`,
  'floating in text': `<p style="width:320px">VIDEO(width:150px;height:84px;float:right;margin:5px)${'words around it '.repeat(14)}</p>`,
  'absolute over the edge of its parent': `<div style="position:relative;width:250px;height:150px;overflow:hidden">VIDEO(position:absolute;inset:10px -20px auto auto;${plain})</div>`,
  fixed: `VIDEO(position:fixed;left:70px;top:33px;${plain})`,
  'under a positioned neighbour': `<div style="width:300px">VIDEO(${plain};position:relative;z-index:1)<div style="position:relative;z-index:2;margin-top:-70px;height:30px;background:#084"></div></div>`,
  zoomed: `<div style="zoom:1.25">VIDEO(width:150px;height:84px)</div>`,
  'in a table from right to left': `<table dir="rtl" style="width:330px"><tr><td>one<td>VIDEO(width:170px;height:96px)</table>`,
  'vertical text': `<div style="writing-mode:vertical-rl;height:220px">text VIDEO(width:150px;height:84px) text</div>`,
};

/** Layouts in which no box fits between the video and what is stacked over it. */
export const raised: Readonly<Record<string, string>> = {
  'in an automatic grid': `<div style="display:grid;width:200px">VIDEO(${plain})<b class="title" style="${text};margin-top:-60px">Over</b></div>`,
  'in a row with space between': `<div style="display:flex;justify-content:space-between;width:330px"><i>one</i>VIDEO(width:160px;height:90px)<b class="title" style="${text};margin-left:-190px">Over</b></div>`,
};
