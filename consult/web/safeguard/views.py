"""Being built."""

from flask import Blueprint

bp = Blueprint("safeguard", __name__)
