/** What a deployed page holds of its own, in a folder or packed: what is said of it, an example, and the model. */

import type { PackedFile } from '../../../shared/catalog/packedFiles.ts'
import { pageLanguages } from '../../../shared/catalog/pageWords.ts'
import { type DeployedPage, deployedNames, type PageWishes } from '../../../shared/domain/deployedPage.ts'
import { capital } from '../../../shared/messages/capital.ts'
import { taskCard } from '../../../tasks/cards.ts'
import type { TunedModel } from '../../inference/tunedModel.ts'
import { taskHead } from '../../models/taskHead.ts'
import { neededNames, weightsName } from '../../weights/modelFolder.ts'
import { roundedRows } from '../../weights/roundedRows.ts'
import { parseSafetensors, safetensorsParts } from '../../weights/safetensors.ts'
import { tunedNames } from '../../weights/tunedFolder.ts'
import { exportFiles } from '../weights/exportWeights.ts'
import { pageCard } from './pageCard.ts'

export async function deployedFiles(tuned: TunedModel, wishes: PageWishes): Promise<readonly PackedFile[]> {
  const page = deployedPage(tuned, wishes)
  const { picture, example } = wishes
  const pictures = [
    ...(picture ? [{ name: deployedNames.picture, bytes: await bytesOf(picture) }] : []),
    ...(example?.kind === 'image' ? [{ name: deployedNames.example, bytes: await bytesOf(example.image) }] : []),
  ]
  const about = new TextEncoder().encode(JSON.stringify(page))
  return [{ name: deployedNames.about, bytes: about }, ...pictures, ...(await modelFiles(tuned))]
}

export function deployedPage(tuned: TunedModel, wishes: PageWishes): DeployedPage {
  const { title = usualTitle(tuned), intro = '', language = 'en', words, picture, example = null } = wishes
  return {
    ...{ version: 1, title, intro, language, picture: picture !== undefined },
    words: { ...pageLanguages[language].words, ...words },
    example: example?.kind === 'image' ? { kind: 'image' } : example,
    card: pageCard(tuned, wishes.card),
  }
}

/** "Image classification" */
function usualTitle({ task }: TunedModel): string {
  return capital(taskCard(task).words.doing)
}

/** Those that the runtime reads, with the weights of the trunk in 8 bits; the head's, which are few, stay whole. */
async function modelFiles(tuned: TunedModel): Promise<readonly PackedFile[]> {
  const exported = await exportFiles(tuned)
  const names = new Set(exported.map(({ name }) => name))
  const read = new Set([...neededNames(names), ...tunedNames])
  const made = exported
    .filter(({ name }) => read.has(name))
    .map(async ({ name, blob }) => {
      const bytes = name === weightsName ? await inEightBits(tuned, blob) : await bytesOf(blob)
      return { name: `${deployedNames.model}${name}`, bytes }
    })
  return Promise.all(made)
}

async function inEightBits({ task, model, labels }: TunedModel, whole: Blob): Promise<Uint8Array<ArrayBuffer>> {
  const { tensors, metadata } = parseSafetensors(await whole.arrayBuffer())
  const head = new Set(taskHead(model.trunk, task, labels.length).map(({ name }) => name))
  const parts = [...tensors].flatMap(([name, tensor]) =>
    head.has(name) ? [[name, tensor] as const] : roundedRows(name, tensor),
  )
  return bytesOf(new Blob(safetensorsParts(parts, metadata) as Uint8Array<ArrayBuffer>[]))
}

async function bytesOf(blob: Blob): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await blob.arrayBuffer())
}
