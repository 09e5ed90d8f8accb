/** The splits that files of tables or texts name: by their own names first, then by the folders around them. */
import { withoutExtension } from '../../shared/catalog/formats.ts'
import type { SplitName } from '../../shared/domain/data.ts'
import { SplitTree } from './splitTree.ts'

/** Of each path its split, judged beside all others: "Corona_NLP_test.csv" is one beside "Corona_NLP_train.csv". */
export function splitsOfFiles(paths: readonly string[]): (SplitName | null)[] {
  const named = paths.map((path) => withoutExtension(path).split('/'))
  const tree = new SplitTree(named, { lenient: true })
  return named.map((path) => {
    for (let depth = path.length - 1; depth >= 0; depth--) {
      const role = tree.roleOf(path, depth)
      if (role !== null) return role === 'unlabelled' ? null : role
    }
    return null
  })
}
