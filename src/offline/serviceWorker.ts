/**
 * The service worker: it keeps the studio on the device, so that it opens and trains without a network, and gives every
 * answer the isolation headers, which many hosts cannot send. A newer one waits until the page tells it to take over:
 * the page that is open goes on with the files of its own build. What it does not keep (models of other hosts) it never
 * touches; the engine keeps those in its own storage.
 */
import { addPlugins, precacheAndRoute } from 'workbox-precaching'
import { keepsNothing, takeOver } from '../shared/wire/serviceWorker.ts'
import { isolated, mayAnswer } from './isolated.ts'

declare const self: ServiceWorkerGlobalScope
/** Every file of the studio with a digest of what is in it, put here by the build (src/commands/serviceWorkerBuild.ts). */
declare const THAW_FILES: Parameters<typeof precacheAndRoute>[0]

if (keepsNothing(self.location.href)) answerWithHeaders()
else keepStudio()

// The first page is answered for as soon as the worker is there, without a reload.
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

function keepStudio(): void {
  addPlugins([{ handlerWillRespond: async ({ response }) => isolated(response) }])
  // The page's own links are behind a #: whatever stands behind a ? is for somebody else.
  precacheAndRoute(THAW_FILES, { ignoreURLParametersMatching: [/./], cleanURLs: false })
  self.addEventListener('install', () => {
    const before = self.registration.active
    // Nobody's files change where the one before kept none.
    if (before && keepsNothing(before.scriptURL)) void self.skipWaiting()
  })
  self.addEventListener('message', ({ data }) => {
    if (data === takeOver) void self.skipWaiting()
  })
}

function answerWithHeaders(): void {
  self.addEventListener('install', () => void self.skipWaiting())
  self.addEventListener('fetch', (event) => {
    const { request, clientId } = event
    if (!mayAnswer(request, self.location.origin)) return
    if (isStudio(request.url)) event.respondWith(fetch(request).then(isolated))
    // A page that is isolated starts only workers that are.
    else if (request.destination === 'worker') event.respondWith(workerFor(clientId, request))
  })
}

async function workerFor(clientId: string, request: Request): Promise<Response> {
  const [client, answer] = await Promise.all([self.clients.get(clientId), fetch(request)])
  return client && isStudio(client.url) ? isolated(answer) : answer
}

/** Other pages below it are not its own: with its headers they would lose what they take from other sites. */
function isStudio(url: string): boolean {
  const { scope } = self.registration
  const bare = url.replace(/[?#].*$/, '')
  return bare === scope || bare === `${scope}index.html`
}
