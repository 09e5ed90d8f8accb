/** A page of a few files, without a folder. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface ServedFiles {
  readonly url: string
  close(): Promise<void>
}

/** @param files by path, "index.html" at the root too. */
export async function servedFiles(files: ReadonlyMap<string, Blob>): Promise<ServedFiles> {
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname.slice(1) || 'index.html'
    const file = files.get(path)
    const bytes = file ? Buffer.from(await file.arrayBuffer()) : null
    response.writeHead(bytes ? 200 : 404, { 'Content-Type': file?.type || 'application/octet-stream' }).end(bytes)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}/`,
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
