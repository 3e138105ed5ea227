import { Suspense } from 'react';
import { RouterProvider as AriaRouter } from 'react-aria-components/I18nProvider';
