/**
 * A folder that stands in for the network: https://HOST/PATH is answered from DIR/HOST/PATH, and what is not there is a
 * 404. The hub's listing of a repository is made from its folder, DIR/huggingface.co/OWNER/NAME/resolve/REVISION, under
 * a commit of our own making, at which the files are then found too. The studio itself is let through.
 */
import type { BrowserContext, Request, Route } from 'playwright-core'
import { type FolderAnswer, folderAnswers } from './folderAnswers.ts'

/** Answers every request of the context's pages and workers that leaves this machine. */
export async function answerFromFolder(context: BrowserContext, folder: string): Promise<void> {
  const abroad = ({ protocol, hostname }: URL) => protocol.startsWith('http') && hostname !== 'localhost'
  const answers = folderAnswers(folder)
  await context.route(abroad, async (route: Route) => {
    const { status, headers, body } = await answerTo(route.request(), answers)
    await route.fulfill({ status, headers, body: Buffer.from(body.buffer, body.byteOffset, body.byteLength) })
  })
}

function answerTo(request: Request, answers: ReturnType<typeof folderAnswers>): Promise<FolderAnswer> {
  return answers({ method: request.method(), url: request.url(), range: request.headers().range ?? null })
}
