/**
 * Lists of pictures without commas: attributes as CelebA has them (perhaps a line with a count, then names between runs of
 * spaces, and then lines of a picture's name and a value for each, one longer than the names), and plain lines of a
 * picture's name and its answer, as Caffe reads them.
 */
import { isNamed } from '../../shared/catalog/formats.ts'

/** With tabs, and "image_id" above the pictures; null where the text is no such list. */
export function attributeTable(text: string): string | null {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '')
  const answered = answeredLines(lines)
  if (answered !== null) return answered
  const counted = /^\s*\d+\s*$/.test(lines[0] ?? '')
  const [header, ...rows] = counted ? lines.slice(1) : lines
  const names = (header ?? '').trim().split(/\s+/)
  if (names.length < 2 || rows.length < 2) return null
  const cells = rows.map((row) => row.trim().split(/\s+/))
  const fitting = cells.filter((own) => own.length === names.length + 1 && own.slice(1).every(isValue))
  // A line that breaks off costs itself, where the table is read.
  if (fitting.length < 0.9 * cells.length || names.some(isValue)) return null
  return [['image_id', ...names], ...cells].map((own) => own.join('\t')).join('\n')
}

function isValue(cell: string): boolean {
  return /^[-+−]?\d+(?:\.\d+)?$/.test(cell)
}

/** Every line begins with a picture's name, and one answer follows. */
function answeredLines(lines: readonly string[]): string | null {
  const rows = lines.map((line) => /^\s*(\S+)\s+(\S+)\s*$/.exec(line)?.slice(1) ?? [])
  const fits = rows.length > 1 && rows.every(([name]) => name !== undefined && isNamed(name, 'picture'))
  return fits ? [['image_id', 'label'], ...rows].map((row) => row.join('\t')).join('\n') : null
}
