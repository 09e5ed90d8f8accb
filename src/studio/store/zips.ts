/** What reads and writes zips in the page. Whoever meets a zip imports it then: it is as large as the Data screen. */
import { BlobReader, BlobWriter, configure, TextWriter, ZipReader, ZipWriter } from '@zip.js/zip.js/index-native.js'

configure({ useWebWorkers: false })

export { BlobReader, BlobWriter, TextWriter, ZipReader, ZipWriter }
