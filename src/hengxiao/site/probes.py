"""Life signs of the server (运行探针): /healthz, /readyz, /metrics, a log line and a measurement per request.

The probes are answered before anything else looks at the request: no session, no host check, no redirect.
"""

from __future__ import annotations

import hmac
import logging
import os
import time
import uuid
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

log = logging.getLogger("hengxiao.request")
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10)
REQUESTS = Counter("hengxiao_requests_total", "Answered requests (请求数)", ["method", "page", "status"])
SECONDS = Histogram("hengxiao_request_seconds", "Time to answer (应答时间)", ["method", "page"], buckets=BUCKETS)


class ProbeMiddleware:
    """Answers the probes, and measures and logs every other request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.probes = {"/healthz": healthz, "/readyz": readyz, "/metrics": metrics}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request."""
        probe = self.probes.get(request.path_info)
        if probe is not None:
            return probe(request)
        number, begin = uuid.uuid4().hex, time.perf_counter()
        response = self.get_response(request)
        seconds = time.perf_counter() - begin
        page = request.resolver_match.view_name or "unnamed" if request.resolver_match else "none"
        REQUESTS.labels(request.method, page, response.status_code).inc()
        SECONDS.labels(request.method, page).observe(seconds)
        response["X-Request-ID"] = number
        log.info("request", extra=facts(request, response, page, number, seconds))
        return response


def facts(request: HttpRequest, response: HttpResponse, page: str, number: str, seconds: float) -> dict[str, object]:
    """What the log says about a request (请求日志); no query string, no content, no name."""
    viewer = getattr(request, "viewer", None)
    return {
        "id": number,
        "method": request.method,
        "path": request.path,
        "page": page,
        "status": response.status_code,
        "ms": round(seconds * 1000, 1),
        "person": viewer.person.pk if viewer and viewer.person else None,
        "address": request.META.get("REMOTE_ADDR", ""),
    }


def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers (存活)."""
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers and is of this version (就绪); 503 with the reason otherwise."""
    try:
        missing = [str(migration) for migration in pending()]
    except DatabaseError as error:
        return JsonResponse({"status": "no_database", "error": type(error).__name__}, status=503)
    finally:
        connection.close()
    if missing:
        return JsonResponse({"status": "not_migrated", "missing": missing}, status=503)
    return JsonResponse({"status": "ok"})


def pending() -> list[object]:
    """Migrations the database still lacks (待迁移)."""
    executor = MigrationExecutor(connection)
    return [migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def metrics(request: HttpRequest) -> HttpResponse:
    """Measurements for Prometheus (指标): to this machine, or to whoever shows HENGXIAO_METRICS_TOKEN."""
    if not _may_measure(request):
        return HttpResponse("forbidden\n", status=403, content_type="text/plain")
    registry: CollectorRegistry = REGISTRY
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        registry = CollectorRegistry()
        MultiProcessCollector(registry)
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _may_measure(request: HttpRequest) -> bool:
    token = settings.METRICS_TOKEN
    if token:
        return hmac.compare_digest(request.headers.get("Authorization", ""), f"Bearer {token}")
    direct = "X-Forwarded-For" not in request.headers and "Forwarded" not in request.headers
    return direct and request.META.get("REMOTE_ADDR") in ("127.0.0.1", "::1", "")
