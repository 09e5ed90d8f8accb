"""
Answers over HTTP with the model that lies in this folder:

    pip install -r requirements-serve.txt
    uvicorn serve:app --port 8000

`GET /health` says that it is ready and what it answers, `POST /predict` takes a picture as a form's `file`, or JSON:
{"text": …}, or {"first": …, "second": …} for a pair. /docs is a page to try it. The limits below are environment
variables, too.
"""

import os
import threading
import time
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import FastAPI, File, HTTPException, UploadFile
from fastapi.responses import JSONResponse
from PIL import Image, UnidentifiedImageError
from predict import ABOUT, HERE, answer, held, load
from pydantic import BaseModel, Field

MOST_BYTES = int(os.environ.get('MOST_BYTES', 10 * 2**20))
MOST_PIXELS = int(os.environ.get('MOST_PIXELS', 50_000_000))
MOST_CHARACTERS = int(os.environ.get('MOST_CHARACTERS', 20_000))
# One answer is computed at a time; so many more wait, others are told to come again.
MOST_WAITING = int(os.environ.get('MOST_WAITING', 16))
# Where an adapter's base model lies, if not beside it or on the Hub.
BASE = os.environ.get('MODEL') or None

state = {'model': None}
waiting = threading.BoundedSemaphore(MOST_WAITING + 1)
turn = threading.Lock()


@asynccontextmanager
async def loaded(_):
    state['model'] = load(BASE)
    yield


class LimitedBody:
    """Ends a request at its first byte too many, whatever length it claims."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        if scope['type'] != 'http':
            return await self.app(scope, receive, send)
        told = dict(scope['headers']).get(b'content-length', b'0')
        if told.isdigit() and int(told) > MOST_BYTES:
            return await too_large(int(told))(scope, receive, send)
        read = 0

        async def counted():
            nonlocal read
            message = await receive()
            read += len(message.get('body', b''))
            if read > MOST_BYTES:
                raise HTTPException(413, too_many_bytes(read))
            return message

        await self.app(scope, counted, send)


def too_many_bytes(received):
    return f'A request may have {MOST_BYTES} bytes; this one has {received} or more. Send less, or raise MOST_BYTES.'


def too_large(received):
    return JSONResponse({'detail': too_many_bytes(received)}, status_code=413)


app = FastAPI(title=HERE.name, description='A model that was trained with Thaw.', lifespan=loaded)
app.add_middleware(LimitedBody)


@app.get('/health')
def health():
    """Requests are taken once the model is loaded, so that whoever gets an answer knows that it is ready."""
    return {'status': 'ready', 'input': ABOUT['input'], 'answers': ABOUT['target'], 'names': ABOUT['names']}


def answered(example):
    if not waiting.acquire(blocking=False):
        raise HTTPException(503, f'{MOST_WAITING} requests wait already. Try again.', {'Retry-After': '1'})
    try:
        with turn:
            started = time.perf_counter()
            [told] = answer(state['model'], [example])
    finally:
        waiting.release()
    return {**TELLS[ABOUT['target']](told), 'milliseconds': round(1000 * (time.perf_counter() - started), 2)}


def ranked(shares):
    return [{'name': name, 'probability': share} for name, share in sorted(shares.items(), key=lambda each: -each[1])]


def labels(shares):
    holding = held(shares)
    return {'labels': [{**each, 'holds': each['name'] in holding} for each in ranked(shares)]}


TELLS = {
    'class': lambda shares: {'classes': ranked(shares)},
    'labels': labels,
    'number': lambda number: {'number': number},
    'tags': lambda entities: {'entities': entities},
    'text': lambda text: {'text': text},
}

Words = Annotated[str, Field(min_length=1, max_length=MOST_CHARACTERS)]


class OneText(BaseModel):
    text: Words


class TwoTexts(BaseModel):
    first: Words
    second: Words


def predict_text(given: OneText):
    return answered(given.text)


def predict_pair(given: TwoTexts):
    return answered((given.first, given.second))


def predict_picture(file: Annotated[UploadFile, File()]):
    try:
        width, height = Image.open(file.file).size  # its first bytes say so, before anything is unpacked
        if width * height > MOST_PIXELS:
            raise HTTPException(413, f'A picture may have {MOST_PIXELS} pixels; this one has {width} × {height}. Send a smaller one.')
        file.file.seek(0)
        return answered(file.file)
    except Image.DecompressionBombError as error:
        raise HTTPException(413, f'A picture may have {MOST_PIXELS} pixels. {error} Send a smaller one.') from error
    except (UnidentifiedImageError, OSError, SyntaxError) as error:
        raise HTTPException(415, f'"{file.filename}" is not a picture that Pillow reads: {error}. Send JPEG, PNG or WebP.') from error


# Not coroutines, so that FastAPI runs each in a thread and /health answers meanwhile.
app.post('/predict')({'image': predict_picture, 'pair': predict_pair}.get(ABOUT['input'], predict_text))
