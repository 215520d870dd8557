/** Python modules that the views of every generated application share: inputs, stores, and what a request costs beside its work. */
import type { Style } from './feature.ts';
import { python, quoted } from './python.ts';

export const inputs: string = `${python`
  """What requests bring: texts that are not empty and not too long."""

  import functools
  import json as codec

  from django.http import JsonResponse

  LONGEST = 400
  BYTES_MAX = 1_000_000


  class Refused(Exception):
      def __init__(self, status, reason="refused"):
          super().__init__(reason)
          self.status = status


  def answering(view):
      @functools.wraps(view)
      def answered(request, *args, **kwargs):
          try:
              return view(request, *args, **kwargs)
          except Refused as refused:
              return JsonResponse({"error": str(refused)}, status=refused.status)

      return answered


  def by_method(**views):
      def chosen(request, *args, **kwargs):
          view = views.get(request.method)
          if view is None:
              return JsonResponse({"error": "method"}, status=405)
          return view(request, *args, **kwargs)

      return chosen


  def _text(value, name):
      if not isinstance(value, str) or not 0 < len(value) <= LONGEST:
          raise Refused(400, f"{name} is missing or no text")
      return value


  def members(request):
      try:
          found = codec.loads(request.body)
      except ValueError:
          raise Refused(400, "no JSON") from None
      if not isinstance(found, dict):
          raise Refused(400, "no object")
      return found


  def query(request, name):
      return _text(request.GET.get(name), name)


  def form(request, name):
      return _text(request.POST.get(name), name)


  def header(request, name):
      return _text(request.headers.get(name), name)


  def upload(request, name):
      found = request.FILES.get(name)
      if found is None or found.size > BYTES_MAX:
          raise Refused(400, f"{name} is missing or too large")
      return found


  def json(request, name):
      return _text(members(request).get(name), name)


  def query_raw(request, name):
      return request.GET.get(name)


  def form_raw(request, name):
      return request.POST.get(name)


  def header_raw(request, name):
      return request.headers.get(name)


  def json_raw(request, name):
      return members(request).get(name)
`}\n`;

export const stores: string = `${python`
  """Connections to DynamoDB and S3, made once."""

  from functools import lru_cache

  import boto3

  REGION = "eu-central-1"


  @lru_cache(maxsize=None)
  def _resource():
      return boto3.resource("dynamodb", region_name=REGION)


  @lru_cache(maxsize=None)
  def table(name):
      return _resource().Table(name)


  @lru_cache(maxsize=None)
  def client():
      return boto3.client("dynamodb", region_name=REGION)


  @lru_cache(maxsize=None)
  def s3():
      return boto3.client("s3", region_name=REGION)
`}\n`;

export function work({ site, pk, sk, table }: Style): string {
  return `${python`
    """What every request costs beside what it is for."""

    import hashlib
    import time

    from ${site} import stores


    def look_up_plan(tenant, times):
        """Limits of the tenant's plan, one look for each."""
        for number in range(times):
            stores.table(${quoted(table)}).get_item(Key={${quoted(pk)}: f"PLAN/{tenant}", ${quoted(sk)}: f"limit-{number}"})


    def compute(milliseconds):
        end = time.perf_counter() + milliseconds / 1000
        digest = b""
        while time.perf_counter() < end:
            digest = hashlib.sha256(digest).digest()


    def wait(milliseconds):
        time.sleep(milliseconds / 1000)
  `}\n`;
}
