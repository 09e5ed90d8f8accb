/**
 * The board of this visit: what is on it, what can be taken back, and whether it is kept on the device. Every change is
 * shown at once and written behind it, one after another; a write that fails leaves the pictures here and says so.
 */
import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { noteKeptPictures } from '../../store/keptPictures.ts'
import { browserPictureStorage, type PictureStorage, whenPicturesAreDeleted } from '../../store/pictureStorage.ts'
import { countOf } from '../../ui/format.ts'
import {
  type Board,
  boardOf,
  changesBetween,
  merged,
  moved,
  pictureCount,
  renamed,
  takenBack,
  withClass,
  withoutClass,
  withoutPictures,
  withPictures,
} from './board.ts'

export interface BoardState {
  /** False until what was kept is here. */
  readonly opened: boolean
  readonly board: Board
  /** The newest last. */
  readonly undo: readonly Undoable[]
  /** Whether all that is on the board is on the device as well. */
  readonly kept: 'yes' | 'writing' | 'no'
  /** Where the next pictures go that are pasted. */
  readonly current: string | null
}

export interface Undoable {
  /** What was done, as a sentence. */
  readonly what: string
  readonly before: Board
  readonly after: Board
}

/** Boards that are remembered hold the pictures that were deleted. */
const mostUndo = 20
/** Classes that a new board begins with. */
const firstClasses = 2

export class PictureBoard {
  readonly store: StoreApi<BoardState>
  readonly #storage: PictureStorage
  readonly #newId: () => string
  #writing: Promise<void> = Promise.resolve()
  /** What the storage holds. */
  #written: Board = []
  #opening: Promise<void> | null = null
  #lastAt = 0

  constructor(storage: PictureStorage, newId: () => string = () => crypto.randomUUID()) {
    this.#storage = storage
    this.#newId = newId
    this.store = createStore<BoardState>()(() => ({
      ...{ opened: false, board: [], undo: [], kept: 'yes', current: null },
    }))
  }

  get board(): Board {
    return this.store.getState().board
  }

  /** Reads what was kept, once; a board that has none begins with two empty classes. */
  open(): Promise<void> {
    this.#opening ??= this.#read()
    return this.#opening
  }

  /** Resolves when all that was done is written, or could not be. */
  settled(): Promise<void> {
    return this.#writing
  }

  addClass(): string | null {
    const { board } = this
    const id = this.#newId()
    this.#change(withClass(board, { id, at: this.#nextAt() }))
    return this.board.length > board.length ? id : null
  }

  rename(id: string, name: string): void {
    this.#change(renamed(this.board, id, name))
  }

  /** How many of them there was room for. */
  add(classId: string, blobs: readonly Blob[]): number {
    const before = pictureCount(this.board)
    const pictures = blobs.map((blob) => ({ id: this.#newId(), at: this.#nextAt(), blob }))
    this.#change(withPictures(this.board, classId, pictures))
    return pictureCount(this.board) - before
  }

  deleteClass(id: string): void {
    const gone = this.#named(id)
    const count = gone ? ` and ${countOf(gone.pictures.length, 'picture', 'pictures')}` : ''
    this.#undoably(`“${gone?.name}”${count} deleted.`, withoutClass(this.board, id))
  }

  deletePictures(ids: ReadonlySet<string>): void {
    this.#undoably(`${countOf(ids.size, 'picture', 'pictures')} deleted.`, withoutPictures(this.board, ids))
  }

  move(ids: ReadonlySet<string>, into: string): void {
    const what = `${countOf(ids.size, 'picture', 'pictures')} moved to “${this.#named(into)?.name}”.`
    this.#undoably(what, moved(this.board, ids, into))
  }

  merge(from: string, into: string): void {
    const what = `“${this.#named(from)?.name}” merged into “${this.#named(into)?.name}”.`
    this.#undoably(what, merged(this.board, from, into))
  }

  /** Empty classes as at the beginning; all that was there can be taken back. */
  startOver(): void {
    this.#undoably('All classes deleted.', this.#begun())
  }

  undo(): void {
    const { undo, board } = this.store.getState()
    const last = undo.at(-1)
    if (!last) return
    this.store.setState({ undo: undo.slice(0, -1) })
    this.#change(takenBack(withoutUnused(board, last), last.before, last.after))
  }

  /** What was kept is gone: nothing of it is written again, and nothing can be taken back. */
  forget(): void {
    if (!this.store.getState().opened) return
    this.#written = []
    this.store.setState({ board: this.#begun(), undo: [], kept: 'yes', current: null })
  }

  setCurrent(id: string): void {
    this.store.setState({ current: id })
  }

  async #read(): Promise<void> {
    try {
      const { classes, pictures } = await this.#storage.read()
      const board = boardOf(classes, pictures)
      this.#written = board
      this.#lastAt = Math.max(0, ...board.flatMap((each) => [each.at, ...each.pictures.map(({ at }) => at)]))
      this.store.setState({ opened: true, board: board.length > 0 ? board : this.#begun() })
      this.#note()
    } catch {
      this.store.setState({ opened: true, board: this.#begun(), kept: 'no' })
    }
  }

  #begun(): Board {
    return Array.from({ length: firstClasses }).reduce<Board>(
      (board) => withClass(board, { id: this.#newId(), at: this.#nextAt() }),
      [],
    )
  }

  #named(id: string) {
    return this.board.find((each) => each.id === id)
  }

  /** Milliseconds since the epoch, and never the same twice. */
  #nextAt(): number {
    this.#lastAt = Math.max(Date.now(), this.#lastAt + 1)
    return this.#lastAt
  }

  #undoably(what: string, after: Board): void {
    const { board: before, undo } = this.store.getState()
    if (after === before) return
    this.store.setState({ undo: [...undo, { what, before, after }].slice(-mostUndo) })
    this.#change(after)
  }

  #change(board: Board): void {
    if (board === this.board) return
    this.store.setState({ board })
    this.#writing = this.#writing.then(() => this.#write())
  }

  /** Everything that has changed since the last write, so that many changes while one is under way are one more. */
  async #write(): Promise<void> {
    const { board } = this
    if (board === this.#written) return
    this.store.setState({ kept: 'writing' })
    try {
      await this.#storage.write(changesBetween(this.#written, board))
      this.#written = board
      this.#note()
      if (this.board === board) this.store.setState({ kept: 'yes' })
    } catch {
      this.store.setState({ kept: 'no' })
    }
  }

  #note(): void {
    noteKeptPictures({
      classes: this.#written.length,
      pictures: pictureCount(this.#written),
      bytes: this.#written.flatMap(({ pictures }) => pictures).reduce((sum, { blob }) => sum + blob.size, 0),
    })
  }
}

/** Classes that the action made, and nobody used since, go with it. */
function withoutUnused(board: Board, { before, after }: Undoable): Board {
  const made = after.filter(({ id }) => !before.some((each) => each.id === id)).map(({ id }) => id)
  return board.filter(({ id, pictures }) => !made.includes(id) || pictures.length > 0)
}

/** The one of this page. */
export const pictureBoard = new PictureBoard(browserPictureStorage())
whenPicturesAreDeleted(() => pictureBoard.forget())

export function useBoard<T>(select: (state: BoardState) => T): T {
  return useStore(pictureBoard.store, select)
}
