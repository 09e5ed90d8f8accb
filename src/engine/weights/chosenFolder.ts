/**
 * Which of several folders with the same file is meant. One that holds all the others is; of checkpoints side by side,
 * as trainers leave them, the last one is. Anything else is for the person to say.
 */
import { ThawError } from '../../shared/messages/errors.ts'
import type { Message } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'

export interface ChosenFolder {
  /** With a slash at its end; empty for the top. */
  readonly root: string
  /** What was passed over, for the person. */
  readonly notices: readonly Message[]
}

/**
 * @param paths of the files by which such a folder is known, one at least.
 * @throws ThawError `weights-invalid` naming two places between which nothing decides.
 */
export function chosenFolder(paths: readonly string[]): ChosenFolder {
  const folders = [...new Set(paths.map(folderOf))].sort((a, b) => depth(a) - depth(b))
  const [highest = '', ...others] = folders
  if (others.every((folder) => folder.startsWith(highest))) {
    const checkpoints = others.filter((folder) => stepOf(folder) !== null).length
    if (checkpoints === 0) return { root: highest, notices: [] }
    return { root: highest, notices: [notice('checkpointsPassedOver', { root: shown(highest), checkpoints })] }
  }
  const level = folders.filter((folder) => depth(folder) === depth(highest))
  const last = level.toSorted((a, b) => (stepOf(b) ?? -1) - (stepOf(a) ?? -1))[0] ?? ''
  const [parent] = new Set(level.map(parentOf))
  const siblings = level.every((folder) => stepOf(folder) !== null && parentOf(folder) === parent)
  const within = folders.every((folder) => level.some((root) => folder.startsWith(root)))
  if (siblings && within)
    return { root: last, notices: [notice('lastCheckpointTaken', { taken: shown(last), others: level.length - 1 })] }
  const one = paths.find((path) => folderOf(path) === highest) ?? ''
  const two = paths.find((path) => !path.startsWith(highest)) ?? ''
  throw new ThawError('weights-invalid', 'droppedTwoModels', { one, two })
}

/** Of a folder named as transformers' Trainer and PyTorch Lightning name checkpoints; null for any other. */
function stepOf(folder: string): number | null {
  const name = folder.split('/').at(-2) ?? ''
  const step = /^(?:checkpoint|ckpt|step|epoch)[-_=]?(\d+)$/i.exec(name)?.[1]
  return step === undefined ? null : Number(step)
}

function folderOf(path: string): string {
  return path.replace(/[^/]*$/, '')
}

function parentOf(folder: string): string {
  return folderOf(folder.replace(/\/$/, ''))
}

function depth(folder: string): number {
  return folder.split('/').length
}

function shown(folder: string): string {
  return folder.replace(/\/$/, '').split('/').at(-1) ?? ''
}
