/** What a hub lists of a data set: its Parquet conversion, by subset and split the addresses of files. */
import * as v from 'valibot'
import { isHubAddress } from '../../../shared/catalog/hubOrigins.ts'
import { ThawError } from '../../../shared/messages/errors.ts'
import { download, largestJson } from '../../weights/hub.ts'
import type { Network } from '../../weights/network.ts'
import type { RemoteHow } from './remoteFile.ts'

/** Addresses in the order of the rows. */
const listingSchema = v.record(v.string(), v.record(v.string(), v.array(v.pipe(v.string(), v.url()))))
export type HubListing = v.InferOutput<typeof listingSchema>

/**
 * From this device where it is kept and that will do, or where the hub cannot be reached.
 * @throws ThawError of the network, or `data-unsupported` where the hub has no Parquet of it.
 */
export async function hubListing(repository: string, { network, store, offline }: RemoteHow): Promise<HubListing> {
  const kept = await store.json('listing', listingSchema)
  if (offline && kept) return kept
  try {
    const listing = await fetchListing(repository, network)
    await store.keep('listing', listing)
    return listing
  } catch (error) {
    if (kept && error instanceof ThawError && error.code === 'network-offline') return kept
    throw error
  }
}

async function fetchListing(repository: string, network: Network): Promise<HubListing> {
  const address = `https://huggingface.co/api/datasets/${repository.split('/').map(encodeURIComponent).join('/')}`
  const listing = v.safeParse(listingSchema, await listed(repository, address, network))
  const urls = listing.success ? Object.values(listing.output).flatMap((splits) => Object.values(splits).flat()) : []
  if (!listing.success || urls.length === 0) throw unconverted(repository)
  // The page's own policy would stop it, without saying so.
  const foreign = urls.find((url) => !isHubAddress(url))
  if (foreign !== undefined)
    throw new ThawError('data-unsupported', 'datasetElsewhere', { host: new URL(foreign).host })
  return listing.output
}

/** Where there is no list, it may be the data set that is missing, or only its conversion. */
async function listed(repository: string, address: string, network: Network): Promise<unknown> {
  try {
    return await json(`${address}/parquet`, network)
  } catch (error) {
    if (!(error instanceof ThawError) || !['network-not-found', 'network-refused'].includes(error.code)) throw error
    if (error.said.key === 'datasetNotOnHub') throw error
    await json(address, network).catch((other: unknown) => {
      if (!(other instanceof ThawError) || other.code !== 'network-not-found') throw other
      const host = 'huggingface.co'
      throw new ThawError('network-not-found', 'datasetNotOnHub', { host, name: repository }, { cause: other })
    })
    throw unconverted(repository)
  }
}

/** Null where it is none. */
async function json(url: string, network: Network): Promise<unknown> {
  const bytes = await download({ url, bytes: null, sha256: null, limit: largestJson }, network, () => {})
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return null
  }
}

function unconverted(repository: string): ThawError {
  return new ThawError('data-unsupported', 'datasetWithoutParquet', { repository })
}
