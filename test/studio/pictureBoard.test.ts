// The board of pictures that a person takes: classes, names, what is taken back, what is kept, and its files.
import { describe, expect, test } from 'vitest'
import { nodeCodec } from '../../src/commands/nodeCodec.ts'
import { readDataset } from '../../src/engine/data/readDataset.ts'
import {
  type Board,
  boardOf,
  changesBetween,
  limits,
  merged,
  moved,
  nameFault,
  type Picture,
  pictureCount,
  renamed,
  takenBack,
  withClass,
  withoutClass,
  withoutPictures,
  withPictures,
} from '../../src/studio/features/camera/board.ts'
import { filesOf, hintsOf, misread, unusable } from '../../src/studio/features/camera/boardFiles.ts'
import { PictureBoard } from '../../src/studio/features/camera/pictureBoard.ts'
import { momentsOf } from '../../src/studio/features/camera/videoFrames.ts'
import type { PictureStorage, StoredClass, StoredPicture } from '../../src/studio/store/pictureStorage.ts'
import { squareOf } from '../../src/studio/ui/squarePicture.ts'
import { dataReadings } from '../../src/tasks/engines.ts'
import { pngBlob } from '../support/nodeImages.ts'

const blob = new Blob(['x'], { type: 'image/jpeg' })
const shots = (...ids: readonly string[]): readonly Picture[] =>
  ids.map((id) => ({ id, at: 100 + Number(id.slice(1)), blob }))

/** Two classes, "Class 1" with p1, p2, p4 and "Class 2" with p3. */
function begun(): Board {
  const empty = [1, 2].reduce<Board>((board, at) => withClass(board, { id: `c${at}`, at }), [])
  return withPictures(withPictures(empty, 'c1', shots('p1', 'p2', 'p4')), 'c2', shots('p3'))
}

/** Names, each with its pictures. */
const shown = (board: Board) => board.map(({ name, pictures }) => [name, pictures.map(({ id }) => id).join(' ')])

describe('classes', () => {
  test('are added under the first free name, and renamed to what nobody else has', () => {
    const three = withClass(begun(), { id: 'c3', at: 3 })
    expect(three.map(({ name }) => name)).toEqual(['Class 1', 'Class 2', 'Class 3'])
    const named = renamed(withoutClass(three, 'c1'), 'c2', '  Red   pen ')
    expect(named.map(({ name }) => name)).toEqual(['Red pen', 'Class 3'])
    // "Class 3" is taken: the next number is free.
    expect(withClass(named, { id: 'c4', at: 4 }).map(({ name }) => name)).toEqual(['Red pen', 'Class 3', 'Class 4'])
    expect(renamed(named, 'c3', 'RED PEN')).toBe(named)
  })

  test('refuse names that would not come back as classes, each with why', () => {
    const board = begun()
    const fault = (name: string) => nameFault(board, 'c1', name)
    expect(fault('Class 1')).toBeNull()
    expect(fault('Pflanze, grün')).toBeNull()
    expect(fault('  ')).toBe('A class needs a name.')
    expect(fault('a/b')).toContain('slash')
    expect(fault('a\\b')).toContain('slash')
    expect(fault('..')).toContain('dot')
    expect(fault('Test')).toBe('“Test” is the name of a part of the data. Use another name.')
    expect(fault('class 2')).toBe('There is a class “Class 2” already. Merge the two, or use another name.')
    // The same letter, composed and decomposed.
    const accented = renamed(board, 'c2', 'Caf\u00e9')
    expect(nameFault(accented, 'c1', 'Cafe\u0301')).toContain('already')
  })

  test('are no more than there is room for, and neither are pictures', () => {
    const full = Array.from({ length: 60 }, (_, at) => at).reduce<Board>(
      (board, at) => withClass(board, { id: `c${at}`, at }),
      [],
    )
    expect(full).toHaveLength(limits.classes)
    const many = Array.from({ length: limits.pictures + 7 }, (_, at) => ({ id: `p${at}`, at, blob }))
    const filled = withPictures(full, 'c0', many)
    expect(pictureCount(filled)).toBe(limits.pictures)
    expect(withPictures(filled, 'c1', shots('p1')).at(1)?.pictures).toEqual([])
  })

  test('take over the pictures of one another in the order in which these were taken', () => {
    expect(shown(merged(begun(), 'c2', 'c1'))).toEqual([['Class 1', 'p1 p2 p3 p4']])
    expect(shown(moved(begun(), new Set(['p2', 'p4']), 'c2'))).toEqual([
      ['Class 1', 'p1'],
      ['Class 2', 'p2 p3 p4'],
    ])
    const board = begun()
    expect(moved(board, new Set(['p3']), 'c2')).toBe(board)
    expect(merged(board, 'c1', 'c1')).toBe(board)
  })
})

describe('taking back', () => {
  test('a merge parts the two again, with what was added since where it is', () => {
    const before = begun()
    const after = merged(before, 'c2', 'c1')
    const since = withPictures(after, 'c1', shots('p5'))
    expect(shown(takenBack(since, before, after))).toEqual([
      ['Class 1', 'p1 p2 p4 p5'],
      ['Class 2', 'p3'],
    ])
  })

  test('a deleted class is back in its place, renamed where its name was taken meanwhile', () => {
    const before = begun()
    const after = withoutClass(before, 'c1')
    const since = renamed(after, 'c2', 'Class 1')
    expect(shown(takenBack(since, before, after))).toEqual([
      ['Class 2', 'p1 p2 p4'],
      ['Class 1', 'p3'],
    ])
  })

  test('deleted and moved pictures are where they were', () => {
    const before = begun()
    for (const after of [withoutPictures(before, new Set(['p1', 'p3'])), moved(before, new Set(['p2']), 'c2')])
      expect(takenBack(after, before, after)).toEqual(before)
  })
})

test('what is written is what has changed, and what is read back is the same board', () => {
  const before = begun()
  const after = renamed(moved(withoutPictures(before, new Set(['p1'])), new Set(['p2']), 'c2'), 'c2', 'Pens')
  const changes = changesBetween(before, after)
  expect(changes.classes).toEqual([{ id: 'c2', at: 2, name: 'Pens' }])
  expect(changes.pictures.map(({ id, classId }) => [id, classId])).toEqual([['p2', 'c2']])
  expect([changes.goneClasses, changes.gonePictures]).toEqual([[], ['p1']])
  const kept = memory()
  kept.apply(changesBetween([], before))
  kept.apply(changes)
  expect(boardOf([...kept.classes.values()], [...kept.pictures.values()])).toEqual(after)
  // Pictures whose class was lost come back in one of their own.
  expect(shown(boardOf([], [...kept.pictures.values()]))).toEqual([
    ['Class 1', 'p2 p3'],
    ['Class 2', 'p4'],
  ])
})

describe('the board of a visit', () => {
  test('begins with two classes, writes every change behind it, and a later visit finds all of it', async () => {
    const storage = memory()
    const board = boardOn(storage)
    await board.open()
    expect(shown(board.board)).toEqual([
      ['Class 1', ''],
      ['Class 2', ''],
    ])
    const [first, second] = board.board.map(({ id }) => id) as [string, string]
    expect(board.add(first, [blob, blob])).toBe(2)
    board.add(second, [blob])
    board.rename(second, 'Pens')
    await board.settled()
    expect(board.store.getState().kept).toBe('yes')
    const later = boardOn(storage)
    await later.open()
    expect(later.board).toEqual(board.board)
    expect(later.board.map(({ name, pictures }) => [name, pictures.length])).toEqual([
      ['Class 1', 2],
      ['Pens', 1],
    ])
  })

  test('takes back the last things one after another, also the emptying of it all', async () => {
    const board = boardOn(memory())
    await board.open()
    const [first, second] = board.board.map(({ id }) => id) as [string, string]
    board.add(first, [blob, blob, blob])
    board.add(second, [blob])
    const full = board.board
    const [one] = full[0]?.pictures ?? []
    board.deletePictures(new Set([one?.id ?? '']))
    expect(board.store.getState().undo.at(-1)?.what).toBe('1 picture deleted.')
    board.merge(second, first)
    expect(board.store.getState().undo.at(-1)?.what).toBe('“Class 2” merged into “Class 1”.')
    expect(board.board.map(({ pictures }) => pictures.length)).toEqual([3])
    board.startOver()
    expect(board.board.map(({ name, pictures }) => [name, pictures.length])).toEqual([
      ['Class 1', 0],
      ['Class 2', 0],
    ])
    for (let times = 0; times < 3; times++) board.undo()
    expect(board.board).toEqual(full)
    board.undo()
    expect(board.board).toEqual(full)
  })

  test('says where nothing is kept, goes on, and keeps all of it once that is possible', async () => {
    const storage = memory()
    const board = boardOn(storage)
    await board.open()
    const [first = ''] = board.board.map(({ id }) => id)
    storage.full = true
    board.add(first, [blob])
    await board.settled()
    expect(board.store.getState().kept).toBe('no')
    storage.full = false
    board.add(first, [blob])
    await board.settled()
    expect(board.store.getState().kept).toBe('yes')
    expect(storage.pictures.size).toBe(2)
    const forbidden = boardOn({ read: () => Promise.reject(new Error('forbidden')), write: async () => {} })
    await forbidden.open()
    expect([forbidden.store.getState().kept, forbidden.board.length]).toEqual(['no', 2])
  })
})

describe('as data', () => {
  test('each class is a folder, and the engine reads the same classes from it', async () => {
    // No two alike: the same picture twice is one.
    const painted = ({ at }: Picture) => pngBlob(8, 8, () => [at, at, at])
    let board: Board = begun().map((each) => ({
      ...each,
      pictures: each.pictures.map((one) => ({ ...one, blob: painted(one) })),
    }))
    board = renamed(renamed(withClass(board, { id: 'c3', at: 3 }), 'c1', 'Left_train'), 'c2', '7')
    expect(filesOf(board).map(({ path }) => path)).toEqual([
      'Left_train/0001.png',
      'Left_train/0002.png',
      'Left_train/0003.png',
      '7/0001.png',
    ])
    const data = await readDataset(
      { name: 'Your pictures', files: filesOf(board) },
      {
        ...{ textColumn: '', labelColumn: '', readings: dataReadings, codec: nodeCodec },
        ...{ onProgress: () => {}, signal: new AbortController().signal },
      },
    )
    expect(data.task).toBe('image-classification')
    expect([...data.classes].sort()).toEqual(['7', 'Left_train'])
    expect(data.examples).toHaveLength(4)
  })

  test('frames of one hold or one video say so in their names, and what was brought together does not', () => {
    const at = (times: readonly number[]) => times.map((time, n) => ({ id: `p${time}-${n}`, at: time, blob }))
    // One shot; a hold of three; two that are seconds apart; a batch of files; a hold of two.
    const times = [1000, 9000, 9125, 9260, 20_000, 25_000, 40_000, 40_001, 40_002, 60_000, 60_130]
    const board = withPictures(withClass([], { id: 'c1', at: 1 }), 'c1', at(times))
    expect(filesOf(board).map(({ path }) => path.replace('Class 1/', ''))).toEqual([
      ...['0001.jpg', '0002 recording 1.jpg', '0003 recording 1.jpg', '0004 recording 1.jpg', '0005.jpg', '0006.jpg'],
      ...['0007.jpg', '0008.jpg', '0009.jpg', '0010 recording 2.jpg', '0011 recording 2.jpg'],
    ])
  })

  test('needs two classes with pictures, and says which have none or few', () => {
    const board = begun()
    expect(unusable(board)).toBeNull()
    expect(unusable(withoutClass(board, 'c2'))).toBe('A model learns to tell classes apart. Add a second class.')
    expect(unusable(withoutPictures(board, new Set(['p3'])))).toBe(
      'Only “Class 1” has pictures. Take some for a second class.',
    )
    const hints = hintsOf(withClass(board, { id: 'c3', at: 3 }))
    expect(hints[0]).toBe('“Class 3” has no pictures, and is left out.')
    expect(hints[1]).toContain('“Class 1” and “Class 2” have fewer than 10 pictures.')
    const read = (...names: readonly string[]) =>
      misread(board, { classes: names.map((name) => ({ name, count: 1, trainable: 1, thumbnails: [], samples: [] })) })
    expect(read('Class 2', 'Class 1')).toBeNull()
    expect(read('Class 2')).toBe('“Class 1” did not become a class of the data. Give it another name.')
  })
})

test('pictures are the largest square in the middle, never larger than 224 pixels and never enlarged', () => {
  expect(squareOf(640, 480)).toEqual({ x: 80, y: 0, from: 480, side: 224 })
  expect(squareOf(90, 160)).toEqual({ x: 0, y: 35, from: 90, side: 90 })
  expect(squareOf(0, 0)).toBeNull()
})

test('frames of a video are spread over all of it, as many as the rate gives and no more than wanted', () => {
  expect(momentsOf(4, { perSecond: 1, most: 60 })).toEqual([0.5, 1.5, 2.5, 3.5])
  expect(momentsOf(100, { perSecond: 10, most: 4 })).toEqual([12.5, 37.5, 62.5, 87.5])
  expect(momentsOf(0.2, { perSecond: 1, most: 60 })).toEqual([0.1])
  expect(momentsOf(Number.NaN, { perSecond: 1, most: 60 })).toEqual([])
})

function boardOn(storage: PictureStorage): PictureBoard {
  let made = 0
  return new PictureBoard(storage, () => `id${made++}-${Math.random()}`)
}

function memory() {
  const classes = new Map<string, StoredClass>()
  const pictures = new Map<string, StoredPicture>()
  const apply = (changes: Parameters<PictureStorage['write']>[0]) => {
    for (const each of changes.classes) classes.set(each.id, each)
    for (const each of changes.pictures) pictures.set(each.id, each)
    for (const id of changes.goneClasses) classes.delete(id)
    for (const id of changes.gonePictures) pictures.delete(id)
  }
  const storage = {
    ...{ classes, pictures, apply, full: false },
    read: async () => ({ classes: [...classes.values()], pictures: [...pictures.values()] }),
    write: async (changes: Parameters<PictureStorage['write']>[0]) => {
      await Promise.resolve()
      if (storage.full) throw new Error('full')
      apply(changes)
    },
  }
  return storage
}
