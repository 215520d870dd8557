from django.urls import path

from . import views

urlpatterns = [
    path('', views.DocumentList.as_view(), name='document-list'),
    path('documents/new/', views.DocumentCreate.as_view(), name='document-create'),
    path('documents/<int:pk>/', views.DocumentDetail.as_view(), name='document-detail'),
    path('documents/<int:pk>/edit/', views.DocumentUpdate.as_view(), name='document-update'),
    path('documents/<int:pk>/delete/', views.DocumentDelete.as_view(), name='document-delete'),
    path('documents/<int:pk>/download/', views.DocumentDownload.as_view(), name='document-download'),
    path('documents/<int:pk>/scans/new/', views.ScanCreate.as_view(), name='scan-create'),
    path('scans/<int:pk>/', views.ScanDownload.as_view(), name='scan-download'),
    path('scans/<int:pk>/delete/', views.ScanDelete.as_view(), name='scan-delete'),
    path('covers/new/', views.CoverCreate.as_view(), name='cover-create'),
    path('covers/', views.CoverView.as_view(), name='cover'),
]
