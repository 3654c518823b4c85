"""Addresses of the base (网址)."""

from django.urls import path

from hengxiao.base.views import audit, grants, holidays, home, jobs, organisations, people

app_name = "base"
urlpatterns = [
    path("organisations/", organisations.listing, name="organisations"),
    path("organisations/add/", organisations.add, name="add_organisation"),
    path("organisations/options/", organisations.options, name="organisation_options"),
    path("organisations/<int:number>/", organisations.change, name="organisation"),
    path("organisations/<int:number>/use/", organisations.switch, name="organisation_use"),
    path("people/", people.listing, name="people"),
    path("people/add/", people.add, name="add_person"),
    path("people/options/", people.options, name="person_options"),
    path("people/<int:number>/", people.show, name="person"),
    path("people/<int:number>/account/", people.account, name="person_account"),
    path("people/<int:number>/password/", people.password, name="person_password"),
    path("people/<int:number>/factor/", people.factor, name="factor_reset"),
    path("factor-resets/<int:number>/confirm/", people.factor_confirm, name="confirm_factor_reset"),
    path("factor-resets/<int:number>/drop/", people.factor_drop, name="drop_factor_reset"),
    path("posts/<int:number>/", people.post, name="post"),
    path("posts/<int:number>/remove/", people.post_remove, name="remove_post"),
    path("grants/", grants.listing, name="grants"),
    path("grants/add/", grants.add, name="add_grant"),
    path("grants/<int:number>/confirm/", grants.confirm, name="confirm_grant"),
    path("grants/<int:number>/revoke/", grants.revoke, name="revoke_grant"),
    path("delegations/", grants.lent, name="delegations"),
    path("delegations/<int:number>/confirm/", grants.confirm_lent, name="confirm_delegation"),
    path("delegations/<int:number>/end/", grants.end, name="end_delegation"),
    path("jobs/", jobs.listing, name="jobs"),
    path("jobs/all/", jobs.everybody, name="all_jobs"),
    path("jobs/<int:number>/", jobs.show, name="job"),
    path("jobs/<int:number>/progress/", jobs.progress, name="job_progress"),
    path("jobs/<int:number>/cancel/", jobs.cancel, name="cancel_job"),
    path("jobs/<int:number>/retry/", jobs.retry, name="retry_job"),
    path("jobs/<int:number>/output/", jobs.output, name="job_output"),
    path("notices/seen/", home.see, name="see_notices"),
    path("email/", home.email, name="email"),
    path("year/", home.year, name="year"),
    path("holidays/", holidays.listing, name="holidays"),
    path("holidays/decide/", holidays.decide, name="set_holiday"),
    path("holidays/<str:day>/clear/", holidays.clear, name="clear_holiday"),
    path("audit/", audit.listing, name="audit"),
    path("audit/export/", audit.export, name="export_audit"),
    path("audit/anchors/", audit.anchors, name="export_anchors"),
]
