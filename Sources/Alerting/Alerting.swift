import AsyncHTTPClient
import Crypto
import Errors
