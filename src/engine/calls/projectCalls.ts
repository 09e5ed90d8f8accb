/** Projects: everything that a person has, as one file, and back. */

import { gatherProject } from '../export/project/gatherProject.ts'
import { readProject } from '../export/project/readProject.ts'
import { settleProject } from '../export/project/settleProject.ts'
import { writeProject } from '../export/project/writeProject.ts'
import type { Bench, Handlers } from './engineContext.ts'

export function projectCalls(bench: Bench): Handlers<'exportProject' | 'openProject'> {
  return {
    async exportProject(wanted) {
      const project = await gatherProject(bench, wanted)
      return { name: fileName(project.name), blob: await writeProject(project, new Date()) }
    },
    // Read and checked whole before the first thing is kept.
    openProject: async ({ file }) => settleProject(await readProject(file), bench.around.keeper),
  }
}

function fileName(name: string): string {
  const plain = name
    .toLowerCase()
    .replace(/\.zip$/, '')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60)
  return `${plain || 'thaw'}-project.zip`
}
