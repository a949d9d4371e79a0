"""What the desk sees of imports."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from depesche.ingest.models import Imported
from depesche.media.desk import PhotoReport
from depesche.media.models import Photo


class AssumedCreditReport(PhotoReport):
    """Imported photos under which the name of the old site stands because nobody said whose they are."""

    page_title = _("Assumed credits")
    index_url_name = "ingest_credit_report"
    index_results_url_name = "ingest_credit_report_results"

    def get_queryset(self) -> QuerySet[Photo]:
        """What readers see first, then the newest."""
        photos: QuerySet[Photo] = Photo.objects.filter(pk__in=Imported.objects.with_assumed_credit().values("photo"))
        return photos.order_by("-public_name", "-created_at")
