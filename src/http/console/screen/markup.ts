/** What the console is made of before its script runs. Nothing in it comes from outside. */
export const markupFor = (login: boolean): string => `
${login ? '' : '<aside class="banner" aria-label="Development">Development: this console is open to whoever reaches this port. In production it is absent until a login is configured.</aside>'}
<header><h1>Voicegrant <span>console</span></h1><span id="state" role="status">Reading the journal</span>
<nav aria-label="Views"><button type="button" data-show="calls">Calls</button><button type="button" data-show="refusals">Refusals and alarms <b id="alarms" hidden></b></button></nav>
${login ? '<button type="button" id="leave">Log out</button>' : '<a href="/handset">Handset</a>'}</header>
<main>
<section id="empty" hidden><h2>No call in the last week</h2><p>${login ? 'Ring the number of this installation; the call appears here while it rings.</p>' : 'Make the first one: open the <a href="/handset">handset</a> and press Play, or run</p><pre tabindex="0">npm run call -- examples/add-user.call --url http://localhost:8420</pre>'}</section>
<div id="full" hidden>
<ul id="figures" aria-label="Figures"></ul>
<section class="panel funnel" aria-labelledby="funnel-title"><h2 id="funnel-title">From ringing to done</h2><ol id="funnel"></ol></section>
<div class="view calls">
<section class="panel list" aria-labelledby="list-title"><h2 id="list-title">Calls</h2><label for="search">Call id</label><input id="search" type="search" autocomplete="off" spellcheck="false" placeholder="press / to search"><ul id="calls"></ul><p id="none-found" hidden>No call of the last week has this id.</p></section>
<section class="panel one" aria-labelledby="one-title"><h2 id="one-title" class="unseen">The chosen call</h2><p id="no-call">Choose a call.</p>
<div id="call" hidden><div class="head"><h3 id="call-id"></h3><span id="call-how"></span></div>
<div id="lane"></div>
<div class="scroll" tabindex="0" role="region" aria-label="Journal of the call"><table><thead><tr><th scope="col">#</th><th scope="col">time</th><th scope="col">since</th><th scope="col">room</th><th scope="col">what</th></tr></thead><tbody id="lines"></tbody></table></div>
<details><summary>Evidence</summary><p><a id="evidence" href="/console">Export this call’s entries and checkpoints</a>, then check them anywhere:</p><pre id="verify" tabindex="0" aria-label="How to verify"></pre></details></div></section>
</div>
<section class="panel view refusals" aria-labelledby="refusals-title"><h2 id="refusals-title">Refusals and alarms</h2><p id="no-refusals">Nothing was refused in the last week.</p><ul id="refusals"></ul></section>
</div></main>
`;
