const keys = [
  ['1', ''],
  ['2', 'abc'],
  ['3', 'def'],
  ['4', 'ghi'],
  ['5', 'jkl'],
  ['6', 'mno'],
  ['7', 'pqrs'],
  ['8', 'tuv'],
  ['9', 'wxyz'],
  ['*', 'again'],
  ['0', 'a person'],
  ['#', 'done'],
] as const;

const keypad = keys
  .map(([key, small]) => `<button type="button" data-key="${key}"><b>${key}</b><small>${small}</small></button>`)
  .join('');

const stations = [
  ['offered', 'Offered'],
  ['redeemed', 'Redeemed'],
  ['confirming', 'Confirming'],
  ['consumed', 'Consumed'],
  ['dead', 'Dead'],
] as const;

/** What the screen is made of before its script runs. Nothing in it comes from outside. */
export const markup = `
<header class="bar">
<h1>Voicegrant <span>handset</span></h1>
<div class="group"><label class="unseen" for="scenario">Scenario</label><select id="scenario"></select><label class="unseen" for="pace">Pace</label><select id="pace"><option value="calm">calm</option><option value="quick">quick</option></select><button type="button" id="play" class="go">Play</button><p id="scenario-about"></p></div>
<div class="group end"><label class="unseen" for="lang">Language</label><select id="lang"><option value="en">English</option><option value="es">Español</option></select>
<span id="clock-says" role="status">Clock</span><button type="button" id="ff30">+30 s</button><button type="button" id="ff300">+5 min</button><button type="button" id="ff-day">+1 day</button>
<button type="button" id="sounds" aria-pressed="true">Sounds</button><a href="/console">Console</a></div>
</header>
<aside id="hint" aria-label="First steps" hidden><ol>
<li id="hint-rang"><b>Call.</b> Maria rings her insurer.</li>
<li id="hint-asked"><b>Say who you are</b> with the “key it in” buttons, then “add my wife”.</li>
<li id="hint-watched"><b>Tap the link</b> in the text, type the six digits you hear, and watch the journal.</li>
</ol><button type="button" id="hint-close">Got it</button></aside>
<main>
<section id="phone" class="column" aria-labelledby="phone-title">
<div class="top"><h2 id="phone-title">Phone</h2><span id="line-state" role="status"></span><span id="line-time"></span></div>
<div class="demo"><p><b id="demo-name"></b> calls from <span id="demo-number"></span></p><button type="button" id="key-id" disabled>Key in the ID <b id="demo-id"></b></button><button type="button" id="key-pin" disabled>Key in the PIN <b id="demo-pin"></b></button></div>
<div id="captions" role="log" aria-label="What is said" tabindex="0"><p class="empty">Press Call. What the bot says and what you answer appears here.</p></div>
<div id="chips" role="group" aria-label="Things to say"></div>
<form id="speak-form"><label class="unseen" for="sentence">Say something</label><input id="sentence" autocomplete="off" placeholder="Type what you say" disabled maxlength="400"><button type="button" id="mic" aria-pressed="false" disabled>Mic</button><button id="send" disabled>Say</button></form>
<div id="keypad" role="group" aria-label="Keypad"><output id="keyed" aria-label="Keyed in"></output>${keypad}</div>
<div class="calls"><button type="button" id="call" class="go">Call</button><button type="button" id="hang-up" class="stop" hidden>Hang up</button><button type="button" id="lose" hidden>Lose the line</button><button type="button" id="voice" aria-pressed="false">Voice</button></div>
</section>
<section id="mobile" class="column" aria-labelledby="mobile-title">
<h2 id="mobile-title" class="unseen">Mobile</h2>
<div class="mobile"><div class="status"><span id="mobile-time"></span><span aria-hidden="true" class="signal"><i></i><i></i><i></i><i></i> LTE <b></b></span></div>
<button type="button" id="banner" hidden><b>Text message</b><span id="banner-text"></span></button>
<div id="messages"><h3>Messages</h3><p class="empty" id="no-texts">The text with the link will arrive here.</p><ul id="texts"></ul></div>
<div id="browser" hidden><div class="address"><button type="button" id="back" aria-label="Back to messages">‹</button><span id="address"></span></div><div id="frame"></div></div></div>
</section>
<section id="journal" class="column" aria-labelledby="journal-title">
<div class="top"><h2 id="journal-title">Journal</h2><span class="lease"><span id="lease-says">No call</span><span class="meter" aria-hidden="true"><i id="lease-left"></i></span></span></div>
<ol class="stations" aria-label="The grant’s state">${stations.map(([id, name]) => `<li id="station-${id}">${name}</li>`).join('')}</ol>
<p id="grant-says"></p>
<details id="token" hidden><summary>The token’s claims</summary><pre id="claims" tabindex="0" aria-label="The token’s claims"></pre></details>
<div id="script" hidden><div class="top"><h3 id="script-title">Script</h3><p id="verdict" role="status"></p><button type="button" id="script-close" aria-label="Close the script">×</button></div><ol id="steps" tabindex="0" aria-label="Steps of the call file"></ol></div>
<div id="journal-scroll" tabindex="0" role="region" aria-label="Entries"><p class="empty" id="no-entries">Everything that counts is written here as it happens: one line a step, chained by hash, with no name, PIN, digit or token in it.</p><ol id="entries"></ol></div>
</section>
</main>
<nav class="tabs" aria-label="Devices"><button type="button" id="tab-phone" data-show="phone">Phone</button><button type="button" id="tab-mobile" data-show="mobile">Mobile</button><button type="button" id="tab-journal" data-show="journal">Journal</button></nav>
`;
