/** The handset's style sheet: three devices on a dark, quiet ground; one at a time where there is no room for three. */
export const style = `
:root{color-scheme:dark;--ground:#0e1317;--panel:#161d23;--raised:#1f2830;--line:#33404b;--ink:#eef2f5;--soft:#a9b6c1;--accent:#8ab8ff;--good:#56d39b;--bad:#ff9d94;--warm:#f4c45d}
*{box-sizing:border-box}[hidden]{display:none!important}
html,body{height:100%;overflow:clip}
body{margin:0;display:grid;grid-template:auto auto minmax(0,1fr) auto/minmax(0,1fr);background:var(--ground);color:var(--ink);font:15px/1.45 system-ui,sans-serif}
.unseen{position:absolute;width:1px;height:1px;margin:0;overflow:hidden;clip-path:inset(50%)}
h1,h2,h3,p,ol,ul{margin:0;padding:0}ol,ul{list-style:none}
h1{font-size:1.05rem;white-space:nowrap}h1 span{color:var(--soft);font-weight:400}
h2{font-size:1rem}h3{font-size:.92rem}
button,select,input{font:inherit;color:inherit;background:var(--raised);border:1px solid var(--line);border-radius:9px;min-height:40px;padding:6px 12px}
button{cursor:pointer;font-weight:600;white-space:nowrap}button:hover:not(:disabled){border-color:var(--soft)}
button:disabled,input:disabled{color:#8c99a4;cursor:default}
:focus-visible{outline:3px solid var(--accent);outline-offset:1px}
a{color:var(--accent)}
.go{background:#1c6b49;border-color:#2c8f64;color:#fff}.stop{background:#93302a;border-color:#b8453e;color:#fff}
[aria-pressed=true]{border-color:var(--accent);color:var(--accent)}
.bar{display:flex;flex-wrap:wrap;align-items:center;gap:6px 16px;padding:8px 16px;background:var(--panel);border-bottom:1px solid var(--line)}
.group{display:flex;flex-wrap:wrap;align-items:center;gap:6px 8px;min-width:0}.end{margin-left:auto}.group label,#clock-says{color:var(--soft);font-size:.88rem}
#scenario{width:11rem}#scenario-about{color:var(--soft);font-size:.88rem;flex:1 1 0;min-width:0;max-width:24rem;display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2;overflow:hidden;line-height:1.3}
.bar .group:nth-child(2){flex:1;flex-wrap:nowrap}
#clock-says{text-align:right;white-space:nowrap}
#hint{display:flex;align-items:center;gap:16px;padding:8px 16px;background:#13283f;border-bottom:1px solid #2a4a6e}
#hint ol{display:flex;flex:1;gap:8px 28px;counter-reset:hint}#hint li{counter-increment:hint;padding-left:32px;position:relative;font-size:.92rem}
#hint li::before{content:counter(hint);position:absolute;left:0;top:0;width:23px;height:23px;border-radius:50%;background:var(--accent);color:#0c1a2a;text-align:center;font-weight:700}
#hint .met{color:var(--soft)}#hint .met::before{content:"✓";background:var(--good)}
.bar{grid-row:1}#hint{grid-row:2}main{grid-row:3}.tabs{grid-row:4}
main{display:grid;grid-template-columns:minmax(290px,340px) 386px minmax(0,1fr);gap:14px;padding:14px 16px;min-height:0;max-width:1500px;width:100%;margin:0 auto}
.column{min-height:0;min-width:0;display:flex;flex-direction:column;gap:10px}
#phone,#journal{background:var(--panel);border:1px solid var(--line);border-radius:16px;padding:12px 14px}
.top{display:flex;align-items:center;gap:10px;min-height:26px}.top h2{margin-right:auto}
#line-state{color:var(--soft);font-size:.88rem}#line-time{font-variant-numeric:tabular-nums}
[data-line=listening] #line-state,[data-line=waiting] #line-state{color:var(--good)}
[data-line=listening] #line-state::before,[data-line=waiting] #line-state::before{content:"";display:inline-block;width:9px;height:9px;border-radius:50%;background:var(--good);margin-right:7px}
.demo{display:grid;grid-template-columns:1fr 1fr;gap:6px;font-size:.9rem}.demo p{grid-column:1/-1;color:var(--soft)}.demo p b{color:var(--ink)}
.demo button{display:grid;line-height:1.25;padding:5px 4px;font-weight:400;font-size:.84rem;color:var(--soft)}.demo button b{color:var(--ink);font-size:.98rem;font-variant-numeric:tabular-nums;letter-spacing:.04em}
.demo button:not(:disabled){background:#13283f;border-color:var(--accent);color:var(--accent)}
#captions{flex:1;min-height:60px;overflow:auto;display:flex;flex-direction:column;gap:7px;padding-right:4px}
.empty{color:var(--soft);padding:10px 2px}
.said{max-width:88%;padding:7px 11px;border-radius:14px;animation:in .18s backwards;overflow-wrap:anywhere}
.bot{align-self:flex-start;background:#24303a;border-bottom-left-radius:4px}.caller{align-self:flex-end;background:#1d4a78;border-bottom-right-radius:4px;color:#fff}
.note{align-self:center;color:var(--soft);font-size:.86rem;padding:2px}
@keyframes in{from{opacity:0;transform:translateY(6px)}}
#chips:empty,#keyed:empty{display:none}#chips{display:flex;gap:6px;overflow-x:auto;padding:3px 1px 5px;scrollbar-width:thin}.chip{min-height:32px;padding:2px 11px;border-radius:16px;font-weight:400;font-size:.9rem}
#speak-form{display:flex;gap:6px}#sentence{flex:1;min-width:0}#sentence::placeholder{color:#9aa7b2}#sentence.secret{-webkit-text-security:disc}
#keypad{display:grid;grid-template-columns:repeat(3,1fr);gap:6px;position:relative}
#keypad button{display:flex;align-items:baseline;justify-content:center;gap:7px;min-height:42px;padding:4px;touch-action:manipulation}#keypad b{font-size:1.18rem}#keypad small{color:var(--soft);font-weight:400;font-size:.74rem}
#keypad .down{background:var(--accent);color:#0c1a2a}#keypad .down small{color:#0c1a2a}
#keyed{grid-column:1/-1;font:600 1.1rem ui-monospace,Menlo,Consolas,monospace;letter-spacing:.16em;text-align:center;min-height:1.5em;line-height:1.5;overflow:hidden}
.calls{display:flex;gap:6px}.calls .go,.calls .stop{flex:1}
.mobile{position:relative;flex:1;min-height:0;max-height:772px;width:382px;margin:0 auto;display:flex;flex-direction:column;background:#0a0d10;border:11px solid #05070a;border-radius:34px;box-shadow:0 0 0 1px var(--line);overflow:hidden}
.status{display:flex;justify-content:space-between;padding:5px 18px 4px;font-size:.8rem;font-weight:600;background:#0a0d10;min-height:27px}
.signal{display:flex;align-items:end;gap:2px}.signal i{width:3px;background:var(--ink);height:5px}.signal i:nth-child(2){height:7px}.signal i:nth-child(3){height:9px}.signal i:nth-child(4){height:11px;opacity:.4;margin-right:3px}.signal b{width:20px;height:10px;border:1px solid var(--ink);border-radius:3px;margin-left:3px;background:linear-gradient(90deg,var(--ink) 70%,transparent 0);align-self:center}
#banner{position:absolute;z-index:3;top:32px;left:8px;right:8px;display:grid;gap:2px;text-align:left;white-space:normal;padding:10px 14px;border-radius:18px;background:#2b3640;border-color:#4a5966;font-weight:400;font-size:.9rem;overflow-wrap:anywhere;box-shadow:0 8px 24px #000a;animation:drop .32s cubic-bezier(.2,.9,.3,1.2)}
@keyframes drop{from{transform:translateY(-130%)}}
#messages{flex:1;overflow:auto;padding:10px 14px}#messages h3{font-size:1.2rem;padding:2px 2px 10px}
#texts{display:grid;gap:10px}#texts li p{background:#24303a;border-radius:16px;border-bottom-left-radius:4px;padding:10px 13px;overflow-wrap:anywhere}#texts .at{color:var(--soft);font-size:.8rem;padding-left:6px}
#texts a.down{background:var(--accent);color:#0c1a2a}
#browser{flex:1;min-height:0;display:flex;flex-direction:column}.address{display:flex;align-items:center;gap:8px;padding:4px 10px 6px}.address button{min-height:32px;padding:0 12px;font-size:1.2rem;line-height:1}
#address{flex:1;background:#1f2830;border-radius:14px;padding:4px 12px;font-size:.84rem;color:var(--soft);white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
#frame{position:relative;flex:1;min-height:0;overflow:hidden}#frame iframe{display:block;border:0;width:360px;max-width:100%;height:100%;background:Canvas}
.tap{position:absolute;width:38px;height:38px;margin:-19px;border-radius:50%;background:#8ab8ff66;border:2px solid #3f7fd6;pointer-events:none;animation:tap .32s}
@keyframes tap{from{transform:scale(1.7);opacity:0}}
.lease{display:flex;align-items:center;gap:8px;font-size:.86rem;color:var(--soft);font-variant-numeric:tabular-nums}.meter{width:84px;height:8px;border-radius:4px;background:var(--raised);overflow:hidden}.meter i{display:block;height:100%;width:0;background:var(--good);transition:width .3s}.meter .low{background:var(--warm)}
.stations{display:grid;grid-template-columns:repeat(5,1fr);position:relative}
.stations::before{content:"";position:absolute;top:9px;left:10%;right:30%;height:2px;background:var(--line)}
.stations li{position:relative;text-align:center;font-size:.8rem;color:var(--soft);padding-top:24px}
.stations li::before{content:"";position:absolute;top:2px;left:50%;width:16px;height:16px;margin-left:-8px;border-radius:50%;background:var(--panel);border:2px solid #5b6a77}
.stations .lit{color:var(--ink);font-weight:700}.stations .lit::before{background:var(--warm);border-color:var(--warm);box-shadow:0 0 0 5px #f4c45d33}
#station-consumed.lit::before{background:var(--good);border-color:var(--good);box-shadow:0 0 0 5px #56d39b33}#station-dead.lit::before{background:var(--bad);border-color:var(--bad);box-shadow:0 0 0 5px #ff9d9433}
#grant-says{font-size:.9rem;color:var(--soft);text-align:center;font-variant-numeric:tabular-nums}
summary{cursor:pointer}pre{margin:6px 0;padding:8px 10px;border-radius:8px;background:#0b1013;font:12px/1.4 ui-monospace,Menlo,Consolas,monospace;white-space:pre-wrap;overflow-wrap:anywhere}
#token{font-size:.9rem}#claims{max-height:180px;overflow:auto}
#script{background:var(--raised);border-radius:12px;padding:8px 10px}#script h3{margin-right:auto}#script button{min-height:30px;padding:0 10px}#script .top{display:grid;grid-template-columns:1fr auto;gap:0 10px;align-items:start}#script h3{font-size:.9rem;line-height:1.3;display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2;overflow:hidden}#verdict{grid-row:2;grid-column:1/-1}#verdict:empty{display:none}
#verdict{font-size:.86rem;overflow:hidden;display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:3}.met#verdict{color:var(--good)}.unmet#verdict{color:var(--bad)}
#steps{position:relative;max-height:148px;overflow:auto;margin-top:4px}#steps li{display:flex;gap:8px;font-size:.84rem;color:var(--soft);padding:1px 4px;border-radius:6px}#steps code{font:12.5px/1.5 ui-monospace,Menlo,Consolas,monospace;overflow-wrap:anywhere}
#steps .now{background:#13283f;color:var(--ink)}#steps .met .tick{color:var(--good)}#steps .unmet{color:var(--bad)}.tick{width:1em;flex:none}
#journal-scroll{flex:1;min-height:120px;overflow:auto;padding-right:4px}
.entry{position:relative;padding:0 0 10px 38px;animation:in .25s backwards}
.entry::before{content:"";position:absolute;left:13px;top:26px;bottom:-2px;width:2px;background:var(--line)}.entry:last-child::before{display:none}
.sign{position:absolute;left:0;top:0;width:28px;height:28px;border-radius:50%;border:2px solid var(--room);color:var(--room);background:var(--panel);text-align:center;line-height:23px;font-size:14px}
.entry summary{display:grid;grid-template-columns:auto 1fr;gap:0 10px;list-style:none}.entry summary::-webkit-details-marker{display:none}
.room{color:var(--room);font-weight:700;font-size:.84rem}.since{text-align:right;color:var(--soft);font-size:.8rem;font-variant-numeric:tabular-nums}.means{grid-column:1/-1}
.entry details[open] .means{font-weight:600}.stops{margin-top:6px;font-size:.9rem;color:var(--warm)}.hash{font:11.5px/1.4 ui-monospace,Menlo,Consolas,monospace;color:var(--soft);overflow-wrap:anywhere}
.entry{--room:#a9b6c1}.room-call{--room:#7cc4ff}.room-identity{--room:#cfabff}.room-conversation{--room:#b9c7d3}.room-grant{--room:#f4c45d}.room-message{--room:#6fdcc4}.room-page{--room:#ff9fcb}.room-transaction{--room:#93e58b}.room-http{--room:#ff9d94}
.tabs{display:none}
@media(max-width:1279px){#scenario-about{display:none!important}.stations li{font-size:.74rem}}
@media(max-width:1120px){main{grid-template-columns:minmax(260px,300px) 382px minmax(0,1fr);gap:10px;padding:10px}}
@media(max-width:959px){
body{font-size:16px}main{display:block;padding:8px;overflow:hidden}.column{display:none;height:100%}
[data-tab=phone] #phone,[data-tab=mobile] #mobile,[data-tab=journal] #journal{display:flex}
#phone,#journal{padding:10px 12px}.mobile{width:100%;max-width:382px;border-width:4px;border-radius:22px}
.tabs{display:grid;grid-template-columns:repeat(3,1fr);background:var(--panel);border-top:1px solid var(--line)}.tabs button{border:0;border-radius:0;background:none;min-height:50px;position:relative}.tabs [aria-pressed=true]{box-shadow:inset 0 3px var(--accent)}
.tabs .new::after{content:"";position:absolute;top:12px;margin-left:5px;width:9px;height:9px;border-radius:50%;background:var(--bad)}
.bar{padding:5px 8px;gap:5px}.bar h1,.bar label,#scenario-about{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}.bar .group{flex-wrap:nowrap;width:100%;gap:5px}.bar button,.bar select,.bar a{padding:4px 5px;min-height:36px;font-size:.8rem}#sounds{display:none}.bar a{line-height:28px}#scenario{flex:1;min-width:0;max-width:none}.end{margin:0}#clock-says{display:none}.stations li{font-size:.7rem}#lang{margin-right:auto}#pace{max-width:4.8rem}
#hint{padding:5px 8px;gap:8px}#hint li{font-size:.88rem}#hint li.met,#hint li:not(.met)~li:not(.met){display:none}#hint button{min-height:34px}
#keypad button{min-height:40px}.said{max-width:92%}.top h2{font-size:.95rem}
}
@media(max-height:760px){#keypad button{min-height:36px}#keypad{gap:5px}.column{gap:7px}}
@media(prefers-reduced-motion:reduce){*{animation:none!important;transition:none!important}}
`
  .trim()
  .replace(/\n/g, '');
