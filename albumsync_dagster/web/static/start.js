'use strict';
/* The start page: trades the token behind the # for the cookie and goes on. The token leaves the address bar at
   once, so that it is in no bookmark and no picture of the screen. */
const token = location.hash.slice(1);
const tell = text => { document.getElementById('text').textContent = text; };
history.replaceState(null, '', location.pathname);
if (!token) location.replace('/');
else {
  fetch('/start', { method: 'POST', body: JSON.stringify({ token }), headers: { 'Content-Type': 'application/json' } })
    .then(async answer => { if (answer.ok) location.replace('/'); else tell(await answer.text()); })
    .catch(() => tell('albumsync does not answer. Is `albumsync review` still running?'));
}
