from django.urls import path

from contacts import attachments, views

urlpatterns = [
    path('contacts/', views.contact_list),
    path('contacts/by-email/', views.contact_by_email),
    path('contacts/<slug:contact_id>/', views.contact_detail),
    path('contacts/<slug:contact_id>/deals/', views.deal_list),
    path('contacts/<slug:contact_id>/notes/', views.note_list),
    path('deals/', views.deals_by_stage),
    path('contacts/<slug:contact_id>/attachments/', attachments.attachment_list),
    path('attachments/', attachments.attachment),
    path('attachments/link/', attachments.attachment_link),
]
