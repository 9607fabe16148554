import os

import aiofiles
from aiohttp import web
from django.http import FileResponse, HttpResponse
from fastapi import FastAPI, UploadFile
from fastapi.responses import FileResponse as FastFile

app = FastAPI()


def download(request):
    path = os.path.join("/srv", request.GET["path"])
    if not os.path.exists(path):  # EITHER
        return HttpResponse(status=404)
    return FileResponse(open(path, "rb"))  # BAD: CWE-022


@app.get("/files/{name:path}")
async def get_file(name: str):
    return FastFile("/srv/" + name)  # BAD: CWE-022


@app.get("/invoice/{number}")
async def invoice(number: int):
    return FastFile(f"/srv/invoice-{number}.pdf")  # OK


@app.post("/upload")
async def upload(file: UploadFile):
    async with aiofiles.open("/srv/" + file.filename, "wb") as out:  # BAD: CWE-022
        await out.write(await file.read())


async def handle(request: web.Request):
    return web.FileResponse("/srv/" + request.match_info["name"])  # BAD: CWE-022
