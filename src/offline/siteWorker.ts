/**
 * The service worker of a deployed site. It answers for the page at once, so that a host that sends no headers has an
 * isolated page after one reload, and keeps each file as it passes; once the page has opened it keeps the rest. A file is
 * kept only when it came whole. A newer worker takes over when it has every file of its own list and a page asks it to.
 */
import { takeOver } from '../shared/wire/serviceWorker.ts'
import { isWhole, keepAll, keepsAll, type SiteFile, type SiteOfWorker } from '../shared/wire/siteFiles.ts'
import { isolated, mayAnswer } from './isolated.ts'

declare const self: ServiceWorkerGlobalScope
/** The export writes it before this script. */
declare const THAW_SITE: SiteOfWorker

const { scope } = self.registration
/** Sites of one host share its caches. */
const cacheName = `thaw-page ${scope}`
const { index, list } = THAW_SITE
const all: readonly SiteFile[] = [index, ...JSON.parse(list)]
const files = new Map(all.map((file) => [new URL(file.name, scope).href, file]))

self.addEventListener('install', (event) => {
  // The one before goes on until this one is whole.
  if (self.registration.active) event.waitUntil(keep())
  else void self.skipWaiting()
})
self.addEventListener('activate', (event) => event.waitUntil(Promise.all([self.clients.claim(), dropOthers()])))
self.addEventListener('message', (event) => {
  const { data, source } = event
  if (data === takeOver) void self.skipWaiting()
  // Where something is missing, or the disk is full, the page goes on with its network.
  if (data === keepAll)
    event.waitUntil(
      keep()
        .then(() => source?.postMessage(keepsAll))
        .catch(() => {}),
    )
})
self.addEventListener('fetch', (event) => {
  const { request } = event
  const address = addressOf(request)
  const file = files.get(address)
  // Other pages below this one are not its own: with its headers they would lose what they take from other sites.
  if (file && mayAnswer(request, self.location.origin)) event.respondWith(answerTo(address, file).then(isolated))
})

/** Whatever stands behind a ? or a # is for somebody else. */
function addressOf({ url }: Request): string {
  const bare = url.replace(/[?#].*$/, '')
  return bare === scope ? new URL(index.name, scope).href : bare
}

async function answerTo(address: string, file: SiteFile): Promise<Response> {
  const cache = await caches.open(cacheName)
  return (await cache.match(keyOf(address, file))) ?? (await fetched(cache, address, file)).answer
}

/** @throws Error that names what did not come whole, or found no room. */
async function keep(): Promise<void> {
  const cache = await caches.open(cacheName)
  for (const [address, file] of files) {
    if (await cache.match(keyOf(address, file))) continue
    const { whole, kept } = await fetched(cache, address, file)
    if (!kept) throw new Error(`${file.name} ${whole ? 'found no room' : 'is incomplete'}.`)
  }
}

interface Fetched {
  readonly answer: Response
  readonly whole: boolean
  /** What came whole may find the disk full. */
  readonly kept: boolean
}

/** The browser may still hold the file of an earlier upload: the second time it asks the host. */
async function fetched(cache: Cache, address: string, file: SiteFile): Promise<Fetched> {
  const first = await fetchedOnce(cache, address, file, 'default')
  return first.whole ? first : fetchedOnce(cache, address, file, 'reload')
}

async function fetchedOnce(cache: Cache, address: string, file: SiteFile, mode: RequestCache): Promise<Fetched> {
  const answer = await fetch(address, { cache: mode })
  const content = new Uint8Array(await answer.arrayBuffer())
  const whole = answer.ok && (file === index ? hasList(content) : await isWhole(file, content))
  const { status, statusText, headers } = answer
  const again = () => new Response(content, { status, statusText, headers })
  const kept = whole && (await isPut(cache.put(keyOf(address, file), again())))
  return { answer: again(), whole, kept }
}

function isPut(putting: Promise<void>): Promise<boolean> {
  return putting.then(
    () => true,
    () => false,
  )
}

/** Hosts put lines of their own into a page: what makes it this one is the list of its files. */
function hasList(content: Uint8Array): boolean {
  const text = new TextDecoder().decode(content)
  return text.includes(list) && text.includes('</html>')
}

/** A file of another content is another entry. */
function keyOf(address: string, { digest }: SiteFile): string {
  return `${address}?${encodeURIComponent(digest)}`
}

async function dropOthers(): Promise<void> {
  const cache = await caches.open(cacheName)
  const known = new Set([...files].map(([address, file]) => keyOf(address, file)))
  for (const request of await cache.keys()) if (!known.has(request.url)) await cache.delete(request)
}
