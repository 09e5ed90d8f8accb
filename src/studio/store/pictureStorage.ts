/**
 * Where the pictures that a person takes are kept: in IndexedDB, each as a record of its own, so that one more costs one
 * write, and two tabs add to the same board instead of replacing each other's. It is the page that stores them, since
 * they are its own until they are read as data; the engine may be training meanwhile.
 */
import { type IDBPDatabase, openDB } from 'idb'
import { noteKeptPictures } from './keptPictures.ts'

export interface StoredClass {
  readonly id: string
  readonly at: number
  readonly name: string
}

export interface StoredPicture {
  readonly id: string
  readonly at: number
  readonly classId: string
  readonly blob: Blob
}

export interface StoredChanges {
  readonly classes: readonly StoredClass[]
  readonly pictures: readonly StoredPicture[]
  readonly goneClasses: readonly string[]
  readonly gonePictures: readonly string[]
}

export interface PictureStorage {
  /** @throws where the browser keeps nothing for this page. */
  read(): Promise<{ readonly classes: readonly StoredClass[]; readonly pictures: readonly StoredPicture[] }>
  /** All of it or nothing. @throws where the device refuses. */
  write(changes: StoredChanges): Promise<void>
}

/** Bytes, since not every browser keeps a Blob in a private window. */
interface PictureRow extends Omit<StoredPicture, 'blob'> {
  readonly bytes: ArrayBuffer
  readonly type: string
}

interface Tables {
  classes: { key: string; value: StoredClass }
  pictures: { key: string; value: PictureRow }
}

export function browserPictureStorage(): PictureStorage {
  let opened: Promise<IDBPDatabase<Tables>> | null = null
  const database = () => {
    opened ??= open().catch((error: unknown) => {
      opened = null
      throw error
    })
    return opened
  }
  return {
    async read() {
      const tables = (await database()).transaction(['classes', 'pictures'])
      const [classes, rows] = await Promise.all([
        tables.objectStore('classes').getAll(),
        tables.objectStore('pictures').getAll(),
      ])
      return { classes, pictures: rows.map(pictureOf) }
    },
    async write({ classes, pictures, goneClasses, gonePictures }) {
      // A transaction ends where anything else is waited for: the bytes come first.
      const rows = await Promise.all(pictures.map(rowOf))
      const transaction = (await database()).transaction(['classes', 'pictures'], 'readwrite')
      const [classTable, pictureTable] = [transaction.objectStore('classes'), transaction.objectStore('pictures')]
      await Promise.all([
        ...classes.map((each) => classTable.put(each)),
        ...rows.map((row) => pictureTable.put(row)),
        ...goneClasses.map((id) => classTable.delete(id)),
        ...gonePictures.map((id) => pictureTable.delete(id)),
        transaction.done,
      ])
    },
  }
}

/** Those who show the pictures, told when all are gone. */
const onDeleted = new Set<() => void>()

export function whenPicturesAreDeleted(then: () => void): void {
  onDeleted.add(then)
}

/** All classes and pictures, for good. False where the device refuses. */
export async function deleteKeptPictures(): Promise<boolean> {
  const database = await open()
  try {
    const transaction = database.transaction(['classes', 'pictures'], 'readwrite')
    await Promise.all([
      transaction.objectStore('classes').clear(),
      transaction.objectStore('pictures').clear(),
      transaction.done,
    ])
  } catch {
    return false
  } finally {
    database.close()
  }
  noteKeptPictures({ classes: 0, pictures: 0 })
  for (const tell of onDeleted) tell()
  return true
}

function open(): Promise<IDBPDatabase<Tables>> {
  return openDB<Tables>('thaw-pictures', 1, {
    upgrade: (database) => {
      database.createObjectStore('classes', { keyPath: 'id' })
      database.createObjectStore('pictures', { keyPath: 'id' })
    },
  })
}

async function rowOf({ blob, id, at, classId }: StoredPicture): Promise<PictureRow> {
  return { id, at, classId, bytes: await blob.arrayBuffer(), type: blob.type }
}

function pictureOf({ bytes, type, id, at, classId }: PictureRow): StoredPicture {
  return { id, at, classId, blob: new Blob([bytes], { type }) }
}
